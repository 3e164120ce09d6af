"""`/graphs`: the SPARQL 1.1 Graph Store HTTP Protocol. Reading is open, writing needs the token."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import IO
from urllib.parse import parse_qsl

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import StreamingResponse

from sctbv_graph import iris
from sctbv_graph.errors import LimitError
from sctbv_graph.results import GRAPHS, MEDIA, spooled_graph
from sctbv_graph.store import EmbeddedStore, RemoteStore, WritableStore, graph_of
from sctbv_graph.store.copies import MAX_STATEMENTS
from sctbv_graph.web.asking import asking
from sctbv_graph.web.formats import HTML, chosen
from sctbv_graph.web.openapi import graph_operation
from sctbv_graph.web.payload import read_statements
from sctbv_graph.web.render import Site
from sctbv_graph.web.tokens import writable

router = APIRouter()


def _named(request: Request) -> str | None:
    """Return the graph that a request means: by its own address, by ``graph=`` or ``default``.

    ``None`` is the merged graph, "" that no graph is named. Raises 400 on two or on no IRI.
    """
    if request.url.path.rstrip("/") != "/graphs":
        raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
        path: str = raw.decode("ascii").partition("?")[0]
        return _iri(str(request.base_url).rstrip("/") + path)
    query: str = request.scope["query_string"].decode("latin-1")
    try:
        given = parse_qsl(query, keep_blank_values=True, errors="strict")
    except UnicodeDecodeError:
        raise HTTPException(400, "graph: UTF-8.") from None
    names = [value for key, value in given if key == "graph"]
    default = any(key == "default" for key, _ in given)
    if len(names) + default > 1:
        raise HTTPException(
            400, "Chỉ nêu một đồ thị: graph=IRI hoặc default. / Name one graph only."
        )
    if default:
        return None
    return _iri(names[0]) if names else ""


def _iri(name: str) -> str:
    try:
        return ox.NamedNode(name).value
    except ValueError:
        raise HTTPException(
            400, "graph phải là một IRI đầy đủ. / graph must be an absolute IRI."
        ) from None


def _one(request: Request) -> str | None:
    name = _named(request)
    if name == "":
        raise HTTPException(
            400,
            "Hãy nêu đồ thị: /graphs?graph=IRI hoặc /graphs?default. / "
            "Name the graph: /graphs?graph=IRI or /graphs?default.",
        )
    return name


def _missing(name: str | None) -> HTTPException:
    return HTTPException(404, f"Kho không có đồ thị “{name}”. / The store has no graph “{name}”.")


@router.get("/graphs", response_class=Response, openapi_extra=graph_operation("get", False))
@router.get("/graphs/{path:path}", response_class=Response,
            openapi_extra=graph_operation("get", True))  # fmt: skip
async def read(request: Request) -> Response:
    """Give a graph in the format asked for, when it is the client's turn."""
    return await asking(request).turn(request, lambda: _read(request))


def _read(request: Request) -> Response:
    site: Site = request.app.state.site
    name = _one(request)
    format_ = chosen(request, tuple(GRAPHS), request.query_params)
    format_ = "ttl" if format_ == HTML else format_
    file = spooled_graph(_statements(site.store, name), format_)
    headers = {"Vary": "Accept", "Content-Length": str(file.tell())}
    file.seek(0)
    return StreamingResponse(_pieces(file), media_type=MEDIA[format_], headers=headers)


def _statements(store: object, name: str | None) -> Iterator[ox.Triple]:
    """Return the statements of a graph as they are read; 404 where there is no such graph."""
    if isinstance(store, EmbeddedStore):
        if name is not None and not store.inner.contains_named_graph(ox.NamedNode(name)):
            raise _missing(name)
        return graph_of(store, name)
    assert isinstance(store, RemoteStore)
    size = store.size(name or iris.MERGED)
    if size > MAX_STATEMENTS:  # what is fetched is checked as a whole before any of it is used
        raise LimitError(
            f"Đồ thị có {size} phát biểu, quá {MAX_STATEMENTS}; hãy tải thẳng từ “{store.name}”.",
            f"The graph has {size} statements, over {MAX_STATEMENTS}; get it at “{store.name}”.",
            "rows",
        )
    if name is not None and not size:
        raise _missing(name)
    return iter(store.graph(name))


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(2**18):
            yield piece


@router.put("/graphs", response_class=Response, openapi_extra=graph_operation("put", False))
@router.put("/graphs/{path:path}", response_class=Response,
            openapi_extra=graph_operation("put", True))  # fmt: skip
async def replace(request: Request) -> Response:
    """Replace a graph by what is sent."""
    store, name = writable(request), _one(request)
    triples = await read_statements(request, _base(request, name))
    return await run_in_threadpool(_put, store, name, triples)


def _put(store: WritableStore, name: str | None, triples: list[ox.Triple]) -> Response:
    there = store.has_graph(name)
    store.put_graph(name, triples)
    return Response(status_code=204 if there else 201)


@router.post("/graphs", response_class=Response, openapi_extra=graph_operation("post", False))
@router.post("/graphs/{path:path}", response_class=Response,
             openapi_extra=graph_operation("post", True))  # fmt: skip
async def add(request: Request) -> Response:
    """Add what is sent to a graph; without a name it becomes a graph of its own."""
    store, name = writable(request), _named(request)
    headers = {}
    if name == "":
        name = f"{str(request.base_url).rstrip('/')}/graphs/{uuid.uuid4()}"
        headers["Location"] = name
    triples = await read_statements(request, _base(request, name))
    return await run_in_threadpool(_add, store, name, triples, headers)


def _add(
    store: WritableStore, name: str | None, triples: list[ox.Triple],
    headers: dict[str, str],
) -> Response:  # fmt: skip
    there = store.has_graph(name)
    store.add_to_graph(name, triples)
    return Response(status_code=204 if there else 201, headers=headers)


@router.delete("/graphs", response_class=Response, openapi_extra=graph_operation("delete", False))
@router.delete("/graphs/{path:path}", response_class=Response,
               openapi_extra=graph_operation("delete", True))  # fmt: skip
def remove(request: Request) -> Response:
    """Remove a graph."""
    store, name = writable(request), _one(request)
    if not store.has_graph(name):
        raise _missing(name)
    store.drop_graph(name)
    return Response(status_code=204)


def _base(request: Request, name: str | None) -> str:
    """Return what relative IRIs are resolved against: the graph's own name (GSP, 4.1)."""
    return name or str(request.url.replace(query="", fragment=""))
