"""Commands that ask the store: ask, search, sparql."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from sctbv_graph.cli.common import Commands, out, remote_of, say, store_of, version_of
from sctbv_graph.errors import InputError, QueryError, UnknownQuestionError
from sctbv_graph.settings import Settings


def _ask(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.query import answer, load_questions

    if args.again:
        return _again(args, settings)
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
    store = store_of(args, settings)
    name = args.name
    if " " in name.strip() and name not in load_questions():
        name, parameters = _understood(store, name, parameters, settings)
    wants_evidence = args.evidence or args.cite is not None or args.format == "json"
    found = answer(store, name, parameters, wants_evidence, settings.lang)
    if args.cite is not None:
        out(_citation(found, store, args.cite, settings))
        return 0
    out(_write_answer(found, store, args, settings))
    _explain(found, store, settings)
    return 0


def _understood(
    store: Any, typed: str, given: dict[str, str], settings: Settings
) -> tuple[str, dict[str, str]]:
    """Return the question that was meant; say on stderr which, why, and its SPARQL."""
    from sctbv_graph.query.match import match

    tell = say(settings)
    found = match(store, typed)
    if not found:
        raise UnknownQuestionError(
            f"Không câu hỏi nào trong danh mục khớp với “{typed}”; gõ `sctbv ask` để xem tất cả.",
            f"No question of the catalogue fits “{typed}”; `sctbv ask` lists them all.",
        )
    best, others = found[0], found[1:]
    filled = ", ".join(f"{key} = {value}" for key, value in best.labels.items()) or "—"
    words = ", ".join(best.words) or "—"
    tell(
        f"Hiểu là “{best.question.question['vi']}” ({best.question.name}); tham số: {filled}; "
        f"vì các từ: {words}.",
        f"Understood as “{best.question.question['en']}” ({best.question.name}); parameters: "
        f"{filled}; because of the words: {words}.",
    )
    if others:
        names = "; ".join(f"{m.question.name} ({m.question.question['vi']})" for m in others)
        english = "; ".join(f"{m.question.name} ({m.question.question['en']})" for m in others)
        tell(f"Cũng có thể là: {names}.", f"It may also be: {english}.")
    tell("SPARQL:\n" + best.question.query, "SPARQL:\n" + best.question.query)
    return best.question.name, {**best.parameters, **given}


def _explain(found: Any, store: Any, settings: Settings) -> None:
    """Say on stderr why an answer is empty, or that it was cut off."""
    from sctbv_graph.query import MAX_ROWS
    from sctbv_graph.query.explain import explain

    tell = say(settings)
    if found.truncated:
        tell(f"Chỉ {MAX_ROWS} dòng đầu.", f"The first {MAX_ROWS} rows only.")
    why = explain(store, found)
    if why is not None:
        for vi, en in zip(why.sentences("vi"), why.sentences("en"), strict=True):
            tell(vi, en)


def _citation(found: Any, store: Any, format_: str, settings: Settings) -> str:
    from datetime import UTC, datetime

    from sctbv_graph.query import result_hash
    from sctbv_graph.query.address import answer_id
    from sctbv_graph.query.cite import cite_answer, write_citation

    version = version_of(store, settings)
    address = f"/answers/{answer_id(found, version)}"
    sha256 = result_hash(found.columns, found.rows)
    today = datetime.now(UTC).date()
    made = cite_answer(store, found, address, version, sha256, today)
    return write_citation(made, found, format_)


def _again(args: argparse.Namespace, settings: Settings) -> int:
    """Ask a cited answer again; exit code 1 where the data of now gives another."""
    from sctbv_graph.query.address import ask_again, compare, read_id

    address = read_id(args.again.rstrip("/").rpartition("/")[2])
    store = store_of(args, settings)
    found = ask_again(store, address, settings.lang)
    changes = compare(address, found, version_of(store, settings))
    tell = say(settings)
    if changes.same:
        tell("Câu trả lời không đổi.", "The answer is the same.")
    elif changes.added is None:
        tell(
            f"Câu trả lời đã đổi: trước {changes.rows_then} dòng, nay {len(found.rows)} dòng.",
            f"The answer has changed: {changes.rows_then} rows then, {len(found.rows)} now.",
        )
    else:
        new = ", ".join(str(index + 1) for index in changes.added) or "—"
        tell(
            f"Câu trả lời đã đổi: dòng mới hoặc khác: {new}; {changes.removed} dòng không còn.",
            f"The answer has changed: new or other rows: {new}; {changes.removed} rows are gone.",
        )
    out(_write_answer(found, store, args, settings))
    return 0 if changes.same else 1


def _search(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.search import open_index, search

    remote = remote_of(args)
    index = open_index(settings, remote or store_of(args, settings), remote is not None)
    found = search(index, args.text, args.limit)
    index.close()
    if args.format == "json":
        out(json.dumps(found.json(), ensure_ascii=False, indent=1))
        return 0
    for hit in found.hits:
        text = "".join(f"[{piece}]" if marked else piece for piece, marked in hit.pieces())
        at = f" ({'dòng' if settings.lang == 'vi' else 'line'} {hit.line})" if hit.line else ""
        out(f"{' '.join(text.split())}{at}\n    {hit.iri}")
    tell = say(settings)
    if not found.hits:
        tell(
            f"Không thấy gì cho “{args.text}”.",
            f"Nothing was found for “{args.text}”.",
        )
    elif not found.all_words:
        tell("Chỉ thấy một phần các từ.", "Only some of the words were found.")
    return 0


def _write_answer(found: Any, store: Any, args: argparse.Namespace, settings: Settings) -> str:
    from sctbv_graph.query import answer_csv, answer_json, cell_text

    if args.format == "csv":
        return answer_csv(found, args.evidence, settings.lang)
    if args.format == "json":
        version = version_of(store, settings)
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
        store = store_of(args, settings)
        found = answer_query(store, text, True, settings.lang)
        args.format = args.format or "json"
        out(_write_answer(found, store, args, settings))
        _explain(found, store, settings)
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
    one.add_argument("name", nargs="?", help="tên câu hỏi hoặc câu hỏi tự viết / name or free text")
    one.add_argument("--param", action="append", metavar="K=V")
    one.add_argument("--evidence", action="store_true")
    one.add_argument(
        "--cite", choices=("vi", "bibtex", "ris", "csl"), help="trích dẫn / print a citation"
    )
    one.add_argument("--again", metavar="ANSWER", help="hỏi lại câu đã trích dẫn / ask again")
    one.add_argument("--format", choices=("table", "csv", "json", "md"), default="table")
    one = commands.add("search", _search, "tìm không cần dấu / search", "search 'dam doi'")
    one.add_argument("text")
    one.add_argument("--limit", type=int, default=20, metavar="N")
    one.add_argument("--format", choices=("text", "json"), default="text")
    one = commands.add(
        "sparql", _sparql, "truy vấn SPARQL / SPARQL query", "sparql 'ASK {?s ?p ?o}'"
    )
    one.add_argument("query", metavar="QUERY|FILE")
    one.add_argument(
        "--evidence", action="store_true", help="căn cứ từng dòng / the quotes each row rests on"
    )
    one.add_argument("--format", choices=("json", "csv", "tsv", "xml", "ttl", "nt"), default=None)
