"""Commands that ask the store: ask, sparql."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sctbv_graph.cli.common import Commands, out, store_of
from sctbv_graph.errors import InputError, QueryError
from sctbv_graph.settings import Settings


def _ask(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.query import answer, load_questions

    if args.name is None:
        for question in load_questions().values():
            names = ", ".join(p.name for p in question.parameters)
            shown = f"  [{names}]" if names else ""
            out(f"{question.name:18} {question.question[settings.lang]}{shown}")
        return 0
    parameters = {}
    for pair in args.param or ():
        key, sign, value = pair.partition("=")
        if not sign:
            raise QueryError(
                f"Tham số “{pair}” phải có dạng tên=giá trị.",
                f"The parameter “{pair}” must be name=value.",
            )
        parameters[key] = value
    wants_evidence = args.evidence or args.format == "json"
    store = store_of(args, settings)
    found = answer(store, args.name, parameters, wants_evidence, settings.lang)
    out(_write_answer(found, args, settings))
    return 0


def _write_answer(found: Any, args: argparse.Namespace, settings: Settings) -> str:
    from sctbv_graph.build import data_version
    from sctbv_graph.query import answer_csv, answer_json, cell_text

    if args.format == "csv":
        return answer_csv(found, args.evidence, settings.lang)
    if args.format == "json":
        version = data_version(settings)
        return json.dumps(answer_json(found, version), ensure_ascii=False, indent=1)
    labels = [found.question.columns.get(n, {}).get(settings.lang, n) for n in found.columns]
    rows = [
        [cell_text(row.get(name), found.labels) for name in found.columns] for row in found.rows
    ]
    if args.evidence:
        labels.append("Căn cứ" if settings.lang == "vi" else "Evidence")
        for row, rests in zip(rows, found.rests_on, strict=True):
            row.append(_evidence_text(rests, settings.lang))
    return _table(labels, rows, args.format == "md")


def _evidence_text(rests: Any, lang: str) -> str:
    """Return what a row rests on in a few words: three quotes, or why there is none."""
    from sctbv_graph.query import REASONS

    if rests.reason:
        said = [REASONS[rests.reason][lang], *rests.sources]
        return f"— ({'; '.join(said)})"
    line = "dòng" if lang == "vi" else "line"
    shown = [f"{line} {p.line}: “{' '.join(p.quote.split())}”" for p in rests.passages[:3]]
    rest = len(rests.passages) - len(shown) + rests.more
    if rest > 0:
        shown.append(f"+{rest}")
    if rests.bases:
        shown.append(f"[{', '.join(rests.bases)}]")
    return " | ".join(shown)


def _table(labels: list[str], rows: list[list[str]], markdown: bool) -> str:
    limit = 10_000 if markdown else 60
    cut = [[c if len(c) <= limit else c[: limit - 1] + "…" for c in row] for row in rows]
    if markdown:
        lines = [labels, ["---"] * len(labels), *cut]
        return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in r) + " |" for r in lines)
    widths = [max(len(r[i]) for r in [labels, *cut]) for i in range(len(labels))]
    lines = [labels, ["─" * w for w in widths], *cut]
    return "\n".join(
        "  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in lines
    )


def _sparql(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.query import answer_query
    from sctbv_graph.results import serialize
    from sctbv_graph.store import check_allowed

    given = Path(args.query)
    try:
        text = (
            given.read_text(encoding="utf-8") if given.suffix in (".rq", ".sparql") else args.query
        )
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise InputError(
            f"Không đọc được tệp truy vấn “{given}” ({reason}).",
            f"The query file “{given}” cannot be read ({reason}).",
        ) from None
    if args.evidence:
        if args.format not in (None, "json", "csv"):
            raise InputError(
                "Kết quả kèm căn cứ chỉ có dạng json hoặc csv (--format).",
                "Results with evidence come as json or csv only (--format).",
            )
        found = answer_query(store_of(args, settings), text, True, settings.lang)
        args.format = args.format or "json"
        out(_write_answer(found, args, settings))
        return 0
    check_allowed(text)
    results = store_of(args, settings).query(text)
    out(serialize(results, args.format).decode())
    return 0


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    one = commands.add(
        "ask", _ask, "hỏi / ask a question", "ask agency-work --param agency='Sở Công Thương'"
    )
    one.add_argument("name", nargs="?")
    one.add_argument("--param", action="append", metavar="K=V")
    one.add_argument("--evidence", action="store_true")
    one.add_argument("--format", choices=("table", "csv", "json", "md"), default="table")
    one = commands.add(
        "sparql", _sparql, "truy vấn SPARQL / SPARQL query", "sparql 'ASK {?s ?p ?o}'"
    )
    one.add_argument("query", metavar="QUERY|FILE")
    one.add_argument(
        "--evidence", action="store_true", help="căn cứ từng dòng / the quotes each row rests on"
    )
    one.add_argument("--format", choices=("json", "csv", "tsv", "xml", "ttl", "nt"), default=None)
