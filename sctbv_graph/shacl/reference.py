"""pySHACL: the reference, and the engine for shapes that the compiler leaves to it.

rdflib is loaded here and nowhere else. Blank nodes keep their names on the way there and back.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.namespace import RDF, SH
from rdflib.term import Node as RdflibNode

from sctbv_graph.errors import ShapesError
from sctbv_graph.shacl.data import Data
from sctbv_graph.shacl.paths import read_path
from sctbv_graph.shacl.reading import sh
from sctbv_graph.shacl.records import Result
from sctbv_graph.shacl.triples import Node, Term, Triples


def validate_by_pyshacl(
    data: Data, shapes: Triples, roots: Sequence[Node], *, only: bool
) -> list[Result]:
    """Return pySHACL's results; ``roots`` are the shapes with targets.

    With ``only`` those of the roots alone, and with SHACL Advanced Features.

    Raises `ShapesError` where pySHACL stops: that is no result.
    """
    import pyshacl

    graph, loaded = _to_rdflib(_facts(data)), _to_rdflib(shapes)
    named: list[str | URIRef] = [
        URIRef(node.value) for node in roots if isinstance(node, ox.NamedNode)
    ]
    chosen = named if only and len(named) == len(roots) else None  # it takes IRIs alone
    try:
        _, report, text = pyshacl.validate(
            graph, shacl_graph=loaded, inplace=not only, advanced=only, use_shapes=chosen
        )
    except Exception as error:  # noqa: BLE001  pySHACL raises its own kinds and rdflib's
        said = " ".join(str(error).split())
        raise ShapesError(
            f"pySHACL dừng vì lỗi ({said}); không có kết quả.",
            f"pySHACL stopped with an error ({said}); there is no result.",
        ) from None
    if not isinstance(report, Graph):
        said = " ".join(text.split())
        raise ShapesError(
            f"pySHACL không chạy được một shape ({said}).",
            f"pySHACL cannot run a shape ({said}).",
        )
    owner = _owner(shapes, roots)
    described = Triples(
        ox.Triple(_node(s), ox.NamedNode(str(p)), _back(o))  # type: ignore[arg-type]
        for s, p, o in report
    )
    results = []
    (whole,) = report.subjects(RDF.type, SH.ValidationReport)
    for node in report.objects(whole, SH.result):
        result = _result(report, described, node, owner)
        if not only or result.root in roots:
            results.append(result)
    return results


def _facts(data: Data) -> Iterable[ox.Triple]:
    for quad in data.terms.quads_for_pattern(None, None, None, ox.DefaultGraph()):
        yield ox.Triple(quad.subject, quad.predicate, data.shown(quad.object))


def _to_rdflib(triples: Iterable[ox.Triple]) -> Graph:
    graph = Graph()
    for t in triples:
        graph.add((_there(t.subject), URIRef(t.predicate.value), _there(t.object)))
    return graph


def _there(term: Term) -> URIRef | BNode | Literal:
    if isinstance(term, ox.NamedNode):
        return URIRef(term.value)
    if isinstance(term, ox.BlankNode):
        return BNode(term.value)
    assert isinstance(term, ox.Literal)
    if term.language:
        return Literal(term.value, lang=term.language)
    if term.datatype.value.endswith("#string"):
        return Literal(term.value)
    # As it is written: rdflib would make 1 of "01"^^xsd:integer.
    return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def _back(node: RdflibNode | None) -> Term | None:
    match node:
        case None:
            return None
        case URIRef():
            return ox.NamedNode(str(node))
        case BNode():
            return ox.BlankNode(str(node))
        case Literal(language=str(language)):
            return ox.Literal(str(node), language=language)
        case Literal(datatype=None):
            return ox.Literal(str(node))
        case Literal(datatype=datatype):
            return ox.Literal(str(node), datatype=ox.NamedNode(str(datatype)))
    raise TypeError(repr(node))


def _node(node: RdflibNode | None) -> Node:
    term = _back(node)
    assert isinstance(term, ox.NamedNode | ox.BlankNode)
    return term


def _result(
    report: Graph, described: Triples, node: RdflibNode, owner: Callable[[Node], Node]
) -> Result:
    def one(predicate: URIRef) -> Term | None:
        return _back(report.value(node, predicate))

    path, focus, severity = one(SH.resultPath), one(SH.focusNode), one(SH.resultSeverity)
    shape = _node(report.value(node, SH.sourceShape))
    constraint = one(SH.sourceConstraint)
    assert focus is not None
    assert isinstance(severity, ox.NamedNode)
    messages = sorted((_back(m) for m in report.objects(node, SH.resultMessage)), key=str)
    return Result(
        focus=focus,
        path=None if path is None else read_path(described, path),
        value=one(SH.value),
        shape=shape,
        root=owner(shape),
        component=str(report.value(node, SH.sourceConstraintComponent)),
        severity=severity,
        messages=tuple(m for m in messages if isinstance(m, ox.Literal)),
        constraint=constraint if isinstance(constraint, ox.NamedNode | ox.BlankNode) else None,
    )


def _owner(shapes: Triples, roots: Container[Node]) -> Callable[[Node], Node]:
    """Return what walks from a property shape up to the shape with a target that holds it."""
    holders: dict[Term, list[Node]] = {}
    for subject in shapes.subjects():
        for inner in shapes.objects(subject, sh("property")):
            holders.setdefault(inner, []).append(subject)

    def owner(shape: Node) -> Node:
        seen, here = set(), [shape]
        while here:
            node = here.pop()
            if node in roots:
                return node
            if node not in seen:
                seen.add(node)
                here += holders.get(node, [])
        return shape

    return owner
