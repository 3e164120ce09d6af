"""`sctbv validate --each`: every file a document of its own, told document by document."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sctbv_graph.shacl import kept
from sctbv_graph.shacl.documents import Checked, union, validate_documents
from sctbv_graph.shacl.files import read_all, read_shapes_files
from sctbv_graph.shacl.formats import to_csv, to_json, to_text, to_turtle
from sctbv_graph.shacl.report import Report

_WHOLE = ("các tài liệu với nhau", "across the documents")


def validate_each(
    data: Sequence[Path],
    common: Sequence[Path],
    shapes: Sequence[Path],
    keep: Path | None = None,
    workers: int | None = None,
) -> Checked:
    """Return the report of each file, together with what all lean on, and of the whole.

    With ``keep`` the reports are kept there, and only what changed since is validated. Raises
    `InputError` naming a file that cannot be read, `ShapesError` naming a broken shape.
    """
    before = kept.load(keep) if keep is not None else None
    documents = {path.as_posix(): list(read_all([path], _letter(path))) for path in data}
    graph = read_shapes_files(shapes)
    checked = validate_documents(documents, list(read_all(common, "c")), graph, before, workers)
    if keep is not None:
        kept.save(keep, checked)
    return checked


def _letter(path: Path) -> str:
    """Return how a document's blank nodes begin: not as another's, whatever else is there."""
    return f"d{hashlib.sha256(path.as_posix().encode()).hexdigest()[:8]}x"


def whole(checked: Checked) -> Report:
    """Return all results as one report."""
    left: dict[str, str] = {}
    for report in (*checked.reports.values(), checked.whole):
        left |= report.left
    return Report(union(checked), "compiled", left)


def _named(checked: Checked, lang: str) -> list[tuple[str, Report]]:
    across = [(_WHOLE[lang == "en"], checked.whole)] if checked.whole.results else []
    return [*checked.reports.items(), *across]


def _text(checked: Checked, lang: str) -> str:
    told = [f"{name}: {to_text(report, lang)}" for name, report in _named(checked, lang)]
    return "\n".join(told)


def _json(checked: Checked, lang: str) -> str:
    made = {
        "conforms": whole(checked).conforms,
        "validated": list(checked.again),
        "documents": {n: json.loads(to_json(r, lang)) for n, r in checked.reports.items()},
        "across": json.loads(to_json(checked.whole, lang)),
    }
    return json.dumps(made, ensure_ascii=False, indent=1) + "\n"


def _csv(checked: Checked, lang: str) -> str:
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    for number, (name, report) in enumerate(_named(checked, lang)):
        heading, *rows = csv.reader(io.StringIO(to_csv(report, lang)))
        if number == 0:
            writer.writerow(("document", *heading))
        writer.writerows((name, *row) for row in rows)
    return made.getvalue()


def _turtle(checked: Checked, lang: str) -> str:
    return to_turtle(whole(checked), lang)


FORMATS: Mapping[str, Callable[[Checked, str], str]] = {
    "text": _text,
    "ttl": _turtle,
    "json": _json,
    "csv": _csv,
}
