"""Addresses of things: 303 to a page or to data, both with everything the graph says."""

from __future__ import annotations

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from sctbv_graph import iris
from sctbv_graph.query import describe, passages_of, view
from sctbv_graph.results import GRAPHS, MEDIA, serialize
from sctbv_graph.store import Row, select
from sctbv_graph.web.render import Site, accepted, language

router = APIRouter()
_FORMATS = ("ttl", "nt", "jsonld", "rdf", "trig")
MAX_INCOMING = 200


@router.get("/id/{type_}/{key:path}", response_class=Response)
def thing(request: Request, type_: str, key: str) -> Response:
    """Send a browser to the page and a program to the data (303, httpRange-14)."""
    offered = {"text/html": "", **{MEDIA[f].partition(";")[0]: f for f in _FORMATS}}
    best = accepted(request, list(offered))
    if best is None:
        raise HTTPException(406, "Có thể trả về / available: " + ", ".join(offered))
    _node(type_, key)
    path = f"/page/{type_}/{key}" if best == "text/html" else f"/data/{type_}/{key}.{offered[best]}"
    query = "?lang=en" if best == "text/html" and language(request) == "en" else ""
    return RedirectResponse(path + query, 303, headers={"Vary": "Accept"})


@router.get("/data/{type_}/{key:path}", response_class=Response)
def data(request: Request, type_: str, key: str) -> Response:
    """Give the statements about a thing and its fragments; the suffix names the format."""
    site: Site = request.app.state.site
    stem, _, suffix = key.rpartition(".")
    if suffix not in _FORMATS or suffix not in GRAPHS:
        raise HTTPException(404, "Not Found")
    node = _node(type_, stem)
    if not _exists(site, node):
        raise HTTPException(404, "Not Found")
    # No name is given to the results: they must end in the thread that made them.
    body = serialize(site.store.query(view("resource").replace("$node", str(node))), suffix)
    return Response(body, media_type=MEDIA[suffix])


@router.get("/page/{type_}/{key:path}", response_class=Response)
def page(request: Request, type_: str, key: str) -> Response:
    """Show a thing: what is said of it, what points to it, and its evidence in the source."""
    return _show(request, _node(type_, key))


@router.get("/concept/{scheme}", response_class=Response)
@router.get("/concept/{scheme}/{name}", response_class=Response)
def concept(request: Request, scheme: str, name: str = "") -> Response:
    """Show a concept or a scheme."""
    try:
        node = ox.NamedNode(iris.concept(scheme, name) if name else iris.CONCEPT + scheme)
    except ValueError:
        raise HTTPException(404, "Not Found") from None
    return _show(request, node)


def _node(type_: str, key: str) -> ox.NamedNode:
    iri = f"{iris.ID}{type_}/{key}"
    if iris.parse(iri) is None or not type_.replace("-", "").isalnum() or not type_.isascii():
        raise HTTPException(404, "Not Found")
    return ox.NamedNode(iri)


def _exists(site: Site, node: ox.NamedNode) -> bool:
    return bool(site.store.query(f"ASK {{ {node} ?p ?o }}"))


def _show(request: Request, node: ox.NamedNode) -> Response:
    site: Site = request.app.state.site
    if not _exists(site, node):
        raise HTTPException(404, "Not Found")
    own = select(site.store, view("statements").replace("$node", str(node))).rows
    incoming = select(
        site.store,
        view("incoming").replace("$node", str(node)).replace("# limit", f"LIMIT {MAX_INCOMING}"),
    ).rows
    fragments = sorted({_iri(row["s"]) for row in own if _iri(row["s"]) != node.value})
    named = {
        _iri(t) for row in (*own, *incoming) for t in row.values() if isinstance(t, ox.NamedNode)
    }
    labels, basis = describe(site.store, sorted(named | {node.value}), language(request))
    passages = passages_of(site.store, [node.value, *fragments])
    return site.page(
        request,
        "resource.html",
        node=node.value,
        labels=labels,
        basis=basis,
        statements=_grouped(own),
        fragments=[f for f in fragments if "evidence-" not in f],
        incoming=incoming,
        passages=passages,
        truncated=len(incoming) == MAX_INCOMING,
        is_thing=node.value.startswith(iris.ID),
    )


def _grouped(rows: tuple[Row, ...]) -> dict[str, dict[str, list[object]]]:
    """Return subject -> property -> values, in the order of the rows."""
    grouped: dict[str, dict[str, list[object]]] = {}
    for row in rows:
        grouped.setdefault(_iri(row["s"]), {}).setdefault(_iri(row["p"]), []).append(row["o"])
    return grouped


def _iri(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.BlankNode)) else str(term)
