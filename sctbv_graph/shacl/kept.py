"""Reports kept in a file between two runs, so that only documents that changed are validated.

JSON: terms as N-Triples writes them, paths by their parts. A file of another version of this
engine counts as none; a file that is something else is an error, and is not written over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path as File
from typing import Any

import pyoxigraph as ox

from sctbv_graph.errors import InputError
from sctbv_graph.files import write_beside
from sctbv_graph.shacl.documents import Checked
from sctbv_graph.shacl.paths import Path
from sctbv_graph.shacl.records import Result
from sctbv_graph.shacl.report import Report
from sctbv_graph.shacl.triples import Term

_MARK = "sctbv validate --each"


@lru_cache(maxsize=1)
def _engine() -> str:
    """Return a hash of this engine's modules: another engine may find something else."""
    digest = hashlib.sha256()
    for module in sorted(File(__file__).parent.glob("*.py")):
        digest.update(module.read_bytes())
    return digest.hexdigest()


def load(path: File) -> Checked | None:
    """Return what an earlier run kept, none where there is nothing that can be used.

    Raises `InputError` where the file holds something else.
    """
    if not path.exists():
        return None
    try:
        made = json.loads(path.read_text(encoding="utf-8"))
        if made["kept by"] == _MARK:
            return _checked(made) if made["engine"] == _engine() else None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, SyntaxError):
        pass
    raise InputError(
        f"“{path}” không phải tệp do `sctbv validate --kept` ghi; hãy chọn tên khác.",
        f"“{path}” was not written by `sctbv validate --kept`; choose another name.",
    )


def _checked(made: Mapping[str, Any]) -> Checked:
    documents = made["documents"]
    return Checked(
        {name: _report(kept) for name, kept in documents.items()},
        _report(made["whole"]),
        {name: kept["hash"] for name, kept in documents.items()},
        whole_hash=made["whole"]["hash"],
    )


def save(path: File, checked: Checked) -> None:
    """Write reports with what they rest on, the file whole or not at all."""
    documents = {
        name: {"hash": checked.hashes[name], **_plain(report)}
        for name, report in checked.reports.items()
    }
    whole = {"hash": checked.whole_hash, **_plain(checked.whole)}
    made = {"kept by": _MARK, "engine": _engine(), "documents": documents, "whole": whole}
    write_beside(path, (json.dumps(made, ensure_ascii=False, indent=1) + "\n").encode())


def _plain(report: Report) -> dict[str, Any]:
    results = [_plain_result(result) for result in report.results]
    return {"engine": report.engine, "left": dict(report.left), "results": results}


def _report(kept: Mapping[str, Any]) -> Report:
    return Report(tuple(map(_result, kept["results"])), kept["engine"], kept["left"])


def _plain_result(result: Result) -> dict[str, Any]:
    terms = {
        name: str(term)
        for name in ("focus", "value", "shape", "root", "severity", "constraint")
        if (term := getattr(result, name)) is not None
    }
    return terms | {
        "path": None if result.path is None else _plain_path(result.path),
        "component": result.component,
        "messages": [str(message) for message in result.messages],
        "figures": {name: str(term) for name, term in result.figures.items()},
        "expected": result.expected,
    }


def _result(kept: Mapping[str, Any]) -> Result:
    terms: dict[str, Any] = {
        name: _term(kept[name])
        for name in ("focus", "value", "shape", "root", "severity", "constraint")
        if name in kept
    }
    messages: tuple[Any, ...] = tuple(map(_term, kept["messages"]))
    return Result(
        path=None if kept["path"] is None else _path(kept["path"]),
        component=kept["component"],
        messages=messages,
        figures={name: _term(text) for name, text in kept["figures"].items()},
        expected=kept["expected"],
        **{"value": None, **terms},
    )


def _plain_path(path: Path) -> dict[str, Any]:
    predicate = None if path.predicate is None else path.predicate.value
    return {"kind": path.kind, "predicate": predicate, "parts": [*map(_plain_path, path.parts)]}


def _path(kept: Mapping[str, Any]) -> Path:
    predicate = None if kept["predicate"] is None else ox.NamedNode(kept["predicate"])
    return Path(kept["kind"], predicate, tuple(map(_path, kept["parts"])))


def _term(text: str) -> Term:
    quads = ox.parse(f"<urn:s> <urn:p> {text} .", format=ox.RdfFormat.N_TRIPLES)
    term: Term = next(iter(quads)).object
    return term
