"""Are data sound under the ontology: what a reasoner refuses, and what a shape refuses.

Axioms say what cannot be (a task is no duty); shapes say what must stand there (an assignment has
one party). OWL reads a missing value as not yet known and two names as perhaps one thing, so
"exactly one" is a shape's business (SEMIC style guide, rule on closed-world constraints).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from sctbv_graph.clash import Clash, find_clashes
from sctbv_graph.errors import SctbvError
from sctbv_graph.iris import ID
from sctbv_graph.reason import Engine, reason
from sctbv_graph.settings import bundle
from sctbv_graph.shacl import Result, kept
from sctbv_graph.shacl.documents import union, validate_documents
from sctbv_graph.shacl.files import read_shapes_files


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong with data: found by which means, about whom, said in both languages.

    ``source`` is the kind of clash, or the name of the shape.
    """

    by: Literal["reasoner", "shape"]
    source: str
    individuals: tuple[str, ...]
    vi: str
    en: str


def model_shape_files() -> tuple[Path, ...]:
    """Return the files of the shapes that say what the model asks of data, sorted."""
    return tuple(sorted((bundle() / "shapes" / "model").glob("*.ttl")))


@lru_cache(maxsize=1)
def model_shapes() -> Graph:
    """Return those shapes as one graph; callers do not change it."""
    shapes = Graph()
    for path in model_shape_files():
        shapes.parse(path)
    return shapes


def reasoner_faults(
    ontology: Graph, data: Graph, engine: Engine = "hermit", timeout: float = 300
) -> list[Fault]:
    """Return the contradictions between data and ontology; none where they are consistent.

    Raises:
        ReasonerError: No Java, input that the reasoner cannot take, or no end in ``timeout``
            seconds.
    """
    found = reason([ontology, data], engine, timeout)
    return [] if found.consistent else _clash_faults(found.clashes)


def clash_faults(whole: Graph) -> list[Fault]:
    """Return why an ontology with its data is inconsistent, told as one fault where unknown."""
    return _clash_faults(find_clashes(whole))


def _clash_faults(clashes: Iterable[Clash]) -> list[Fault]:
    faults = [Fault("reasoner", c.kind, c.individuals, c.vi, c.en) for c in clashes]
    return faults or [
        Fault(
            "reasoner",
            "unlocated",
            (),
            "Dữ liệu mâu thuẫn với bản thể luận; chưa tìm ra chỗ mâu thuẫn.",
            "Data and ontology contradict each other; the place was not located.",
        )
    ]


def shape_faults(ontology: Graph, data: Graph, shapes: Graph | None = None) -> list[Fault]:
    """Return what breaks the shapes, those of the model where none are given, sorted.

    The ontology tells which class lies under which.

    Raises:
        SctbvError: The SHACL engine stopped; that is never taken for "conforms".
    """
    import pyshacl

    asked = model_shapes() if shapes is None else shapes
    try:
        _, report, text = pyshacl.validate(data, shacl_graph=asked, ont_graph=ontology)
    except Exception as error:  # noqa: BLE001  pySHACL raises its own kinds and rdflib's
        raise SctbvError(
            f"Bộ kiểm tra SHACL dừng vì lỗi: {error}.", f"The SHACL engine stopped: {error}."
        ) from None
    if not isinstance(report, Graph):
        raise SctbvError(f"Bộ kiểm tra SHACL: {text}", f"The SHACL engine: {text}")
    # Results alone, not the details under them: those are of the nested shapes.
    return sorted(_told(report, asked, result) for result in report.objects(None, SH.result))


def faults_by_document(
    documents: Mapping[str, Sequence[ox.Quad]], common: Sequence[ox.Quad], keep: Path
) -> tuple[list[Fault], int]:
    """Return what breaks the shapes of the model, sorted, and how many documents were validated.

    Each document is validated alone with what all lean on, in parallel processes; the reports
    are kept in a file, and a document that has not changed since is not validated again. Of the
    common data what has a name is looked at: the rest are axioms, under names of the moment.
    """
    named = [q for q in common if not {type(q.subject), type(q.object)} & {ox.BlankNode}]
    shapes = read_shapes_files(model_shape_files())
    checked = validate_documents(documents, named, shapes, kept.load(keep))
    with suppress(SctbvError):  # where nothing can be written, all is validated every time
        kept.save(keep, checked)
    return sorted({_of_result(result) for result in union(checked)}), len(checked.again)


def _of_result(result: Result) -> Fault:
    said = {message.language: message.value for message in result.messages}
    vi = said.get("vi") or next(iter(said.values()), "")
    focus, shape = (str(node).strip("<>") for node in (result.focus, result.root))
    who, owner = focus.removeprefix(ID), shape.rpartition("/")[2]
    return Fault("shape", owner, (focus,), f"{who}: {vi}", f"{who}: {said.get('en') or vi}")


def _told(report: Graph, shapes: Graph, result: Node) -> Fault:
    focus = report.value(result, SH.focusNode)
    said = {
        str(getattr(text, "language", None)): str(text)
        for text in report.objects(result, SH.resultMessage)
    }
    vi = said.get("vi") or next(iter(said.values()), "")
    en = said.get("en") or vi
    who = str(focus).removeprefix(ID)
    owner = _owner(shapes, report.value(result, SH.sourceShape))
    return Fault("shape", owner, (str(focus),), f"{who}: {vi}", f"{who}: {en}")


def _owner(shapes: Graph, node: Node | None) -> str:
    """Return the name of the node shape that a nested shape stands in."""
    while node is not None and not isinstance(node, URIRef):
        node = next((s for s in shapes.subjects(None, node)), None)
    return str(node).rpartition("/")[2] if node is not None else ""


def find_faults(ontology: Graph, data: Graph, shapes: Graph | None = None) -> list[Fault]:
    """Return everything unsound about data: first what shapes find, then what HermiT finds."""
    return [*shape_faults(ontology, data, shapes), *reasoner_faults(ontology, data)]
