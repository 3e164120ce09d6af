"""What the scripts of a site of files work with: search index, data for SPARQL, terms, examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import sctbv_graph
from sctbv_graph import iris
from sctbv_graph.publish.completion import properties_of
from sctbv_graph.publish.json_files import compact, terse
from sctbv_graph.publish.ontology import Ontology, load_ontology
from sctbv_graph.publish.pages import Pages
from sctbv_graph.query import Question, load_questions
from sctbv_graph.search.index import Entry, entries_of
from sctbv_graph.settings import BASE
from sctbv_graph.terms import prefixes
from sctbv_graph.vietnamese.fold import BARE_ABBREVIATIONS

_SHARED = Path(sctbv_graph.__file__).parent / "web" / "static"
"""Styles and scripts that the server has too."""
_OWN = Path(__file__).parent / "static"
_FROM_SERVER = (
    "style.css",
    "icon.svg",
    "editor.js",
    "bars.js",
    "insert.js",
    "network.js",
    "layout.js",
    "vendor",
)


def asset_files() -> Iterator[tuple[str, bytes]]:
    """Yield styles, scripts and the licences of what came from npm, under ``static/``."""
    found = {path.relative_to(_OWN): path for path in _OWN.rglob("*.js")}
    for name in _FROM_SERVER:
        base = _SHARED / name
        for path in base.rglob("*") if base.is_dir() else [base]:
            if path.is_file():
                found[path.relative_to(_SHARED)] = path
    for inside, path in sorted(found.items()):
        yield f"static/{inside.as_posix()}", path.read_bytes()


def search_index(pages: Pages) -> Iterator[bytes]:
    """Yield everything that can be found, as `find.js` reads it; IRIs without their base.

    The browser folds and counts the words itself, which takes less than fetching a ready index.
    Each entry is written as it comes: of 200 plans they are 100,000.
    """
    things: list[bytes] = []
    lines: list[bytes] = []
    classes: set[str] = set()
    number: dict[str, int] = {}  # the lines come document by document, as these are sorted
    for e in entries_of(pages.store, pages.sources):
        if e.line:
            lines.append(terse(_line(e, number.setdefault(e.document, len(number)))))
            continue
        classes |= {e.class_} - {""}
        things.append(terse([_short(e.iri), e.class_, e.title, e.names, e.body]))
    head = {
        "abbreviations": BARE_ABBREVIATIONS,
        "classes": dict(sorted(_class_names(load_ontology(), classes))),
        "documents": [_short(document) for document in number],
    }
    yield terse(head).removesuffix(b"}")
    for name, entries in ((b"things", things), (b"lines", lines)):
        yield b',"%s":[' % name
        yield from _listed(entries)
        yield b"]"
    yield b"}\n"


def _listed(entries: Iterable[bytes]) -> Iterator[bytes]:
    sign = b""
    for entry in entries:
        yield sign + entry
        sign = b","


def _line(entry: Entry, document: int) -> list[object]:
    owner = "" if entry.iri == entry.document else _short(entry.iri)
    return [owner, document, entry.line, entry.body]


def _class_names(ontology: Ontology, classes: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    own = {
        "Concept": ["khái niệm", "concept"],
        "Term": ["thuật ngữ của ontology", "term of the ontology"],
        "Question": ["câu hỏi", "question"],
    }
    for name in classes:
        term = ontology.terms.get(name)
        if name in own or term:
            yield name, own.get(name) or [term.label["vi"], term.label["en"]] if term else own[name]


def _short(iri: str) -> str:
    return iri.removeprefix(BASE)


def examples() -> list[Question]:
    """Return the questions whose queries run on the merged graph as they stand."""
    return [question for question in load_questions().values() if not question.layers]


def sparql_files() -> Iterator[tuple[str, bytes]]:
    """Yield what the SPARQL page needs beside the dump: prefixes, examples, terms to complete."""
    yield "sparql/prefixes.json", compact(dict(sorted(prefixes().items())))
    yield "sparql/examples.json", compact({q.name: q.query.strip() for q in examples()})
    ontology = load_ontology()
    terms = [
        {
            "name": term.name,
            "kind": "class" if term in ontology.of_kind("class") else "property",
            "label": dict(term.label),
        }
        for term in ontology.of_kind("class", "object", "data", "annotation")
        if ":" not in term.name
    ]
    held = {term.name: properties_of(ontology, term.name) for term in ontology.of_kind("class")}
    yield "sparql/terms.json", compact({"base": iris.DEF, "terms": terms, "of": held})
