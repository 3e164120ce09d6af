"""Statements that somebody sends: any RDF format, as a body or as files of a form.

The parsers read what they are given and nothing else: no entity of a file or of the network, no
remote JSON-LD context.
"""

from __future__ import annotations

import re

import pyoxigraph as ox
from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException

from sctbv_graph.results import GRAPHS, MEDIA
from sctbv_graph.web.multipart import form_in_memory
from sctbv_graph.web.protocol import media_type, read_body

MAX_BYTES = 64 * 2**20
_BY_MEDIA = {MEDIA[name].partition(";")[0]: GRAPHS[name] for name in GRAPHS} | {
    "text/plain": ox.RdfFormat.N_TRIPLES,
    "application/x-turtle": ox.RdfFormat.TURTLE,
}
_ENTITY = re.compile(rb"<!ENTITY\s+([\w.-]+)\s+[\"']([^\"'<>]{0,2000})[\"']\s*>")


async def read_statements(request: Request, base: str) -> list[ox.Triple]:
    """Return the statements of a request.

    Raises 400 (broken, or in a named graph of its own), 413 (too long), 415 (no format of RDF).
    """
    kind, charset = media_type(request)
    if charset not in ("", "utf-8", "utf8"):
        raise HTTPException(415, "Chỉ nhận mã UTF-8. / Only UTF-8 is taken.")
    body = await read_body(request, MAX_BYTES)
    if kind != "multipart/form-data":
        return await run_in_threadpool(_parse, body, kind, base)
    triples: list[ox.Triple] = []
    for data, part_kind in await _parts(request, body):
        triples += await run_in_threadpool(_parse, data, part_kind, base)
    return triples


async def _parts(request: Request, body: bytes) -> list[tuple[bytes, str]]:
    try:
        form = await form_in_memory(request, body, files=100, fields=100)
    except MultiPartException as error:
        raise HTTPException(
            400, f"Biểu mẫu không đúng. / The form is broken: {error.message}"
        ) from None
    try:
        return [
            (await part.read(), (part.content_type or "").partition(";")[0].strip().lower())
            for _, part in form.multi_items()
            if isinstance(part, UploadFile)
        ]
    finally:
        await form.close()


def _check_entities(data: bytes) -> None:
    """Refuse entities that would read elsewhere or grow: the parser resolves them without limit.

    Namespaces as entities, as editors of ontologies write them, stay allowed.
    """
    if b"<!ENTITY" not in data and b"<!DOCTYPE" not in data:
        return
    grown = 0
    for name, value in _ENTITY.findall(data):
        grown += len(value) * data.count(b"&" + name + b";")
        if b"&" in value or b"%" in value:
            grown = MAX_BYTES + 1
    if grown > MAX_BYTES or len(_ENTITY.findall(data)) != data.count(b"<!ENTITY"):
        raise HTTPException(
            400,
            "Không nhận thực thể XML lồng nhau hoặc ở ngoài tệp. / "
            "XML entities that are nested or outside the file are not taken.",
        )


def _parse(data: bytes, kind: str, base: str) -> list[ox.Triple]:
    format_ = _BY_MEDIA.get(kind)
    if format_ is None:
        listed = ", ".join(_BY_MEDIA)
        raise HTTPException(
            415, f"Không nhận “{kind}”; hãy gửi / send one of: {listed}, multipart/form-data"
        )
    if format_ == ox.RdfFormat.RDF_XML:
        _check_entities(data)
    triples = []
    try:
        for quad in ox.parse(data, format_, base_iri=base, rename_blank_nodes=True):
            if not isinstance(quad.graph_name, ox.DefaultGraph):
                raise HTTPException(
                    400,
                    "Nội dung có đồ thị riêng; hãy gửi từng đồ thị. / "
                    "The content names graphs of its own; send one graph at a time.",
                )
            triples.append(quad.triple)
    except (SyntaxError, ValueError) as error:
        said = " ".join(str(error).split())
        raise HTTPException(
            400, f"Nội dung RDF sai cú pháp. / The RDF cannot be parsed: {said}"
        ) from None
    return triples
