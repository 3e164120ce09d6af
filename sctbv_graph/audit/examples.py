"""The examples of a rule: one that violates it, one that does not.

``shapes/examples/{ID}.toml`` holds for each, ``[bad]`` and ``[good]``, the words of a plan in
Vietnamese and English, and the same as Turtle, which the tests run against the shapes. Words that
the shape itself carries (``sctbv:badExample``, ``sctbv:goodExample``) go before those of the file.
IRIs are relative to ``…/id/``; the project's prefixes need no declaration, nor do those of
`_SCHEMES`.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.audit.records import AuditRule, Texts
from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.reference import read_toml
from sctbv_graph.settings import bundle
from sctbv_graph.terms import prefixes

_SCHEMES = {
    "basis": "basis",
    "column": "money-source",
    "comparator": "comparator",
    "format": "file-format",
    "kind": "reference-kind",
    "likelihood": "likelihood",
    "observation": "observation-kind",
    "part": "form-part",
    "status": "document-status",
    "unit": "money-unit",
}


@dataclass(frozen=True, slots=True)
class Example:
    """An example in words and as data; ``data`` is empty where the rule has words only."""

    words: Texts
    data: str


@dataclass(frozen=True, slots=True)
class Examples:
    """What violates a rule, and what does not."""

    bad: Example
    good: Example


def load_examples(rule: AuditRule) -> Examples | None:
    """Return the examples of a rule, ``None`` where it has none.

    Raises `ReferenceDataError` where the file is not whole.
    """
    path = bundle() / "shapes" / "examples" / f"{rule.id}.toml"
    content = read_toml(path) if path.is_file() else {}
    made = []
    for name, own in (("bad", rule.bad), ("good", rule.good)):
        entry = content.get(name, {})
        words = own or {lang: entry[lang] for lang in ("vi", "en") if lang in entry}
        if not words:
            continue
        if set(words) != {"vi", "en"} or (content and not entry.get("data", "").strip()):
            raise ReferenceDataError(
                f"Ví dụ [{name}] của quy tắc {rule.id} phải có lời vi, en và data.",
                f"The example [{name}] of the rule {rule.id} must have vi, en and data.",
            )
        made.append(Example(words, entry.get("data", "").strip()))
    return Examples(*made) if len(made) == 2 else None


def example_quads(example: Example) -> list[ox.Quad]:
    """Return the data of an example as quads; `SyntaxError` where it is no Turtle."""
    known = {**prefixes(), **{name: iris.concept(s, "") for name, s in _SCHEMES.items()}}
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in known.items())
    return list(ox.parse(input=head + example.data, format=ox.RdfFormat.TURTLE, base_iri=iris.ID))
