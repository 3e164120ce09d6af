"""An answer as a command prints it: a table, CSV or JSON, with what its rows rest on, and why.

Results are returned for stdout; what is said about them (cut off, empty and why) goes to stderr.
"""

from __future__ import annotations

import argparse
import json
from typing import Any

from sctbv_graph.cli.common import say, version_of
from sctbv_graph.settings import Settings


def explain_rows(found: Any, store: Any, settings: Settings) -> None:
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


def write_answer(found: Any, store: Any, args: argparse.Namespace, settings: Settings) -> str:
    """Return an answer in the format that the options name."""
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
