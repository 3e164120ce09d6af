"""`/update`: the SPARQL 1.1 Protocol for updates, by POST and with the token only."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from sctbv_graph.store import check_update, with_using
from sctbv_graph.web.openapi import UPDATE
from sctbv_graph.web.protocol import read_asked
from sctbv_graph.web.tokens import writable

router = APIRouter()


@router.post("/update", response_class=Response, openapi_extra=UPDATE, status_code=204)
@router.post("/update/", response_class=Response, include_in_schema=False)
async def update(request: Request) -> Response:
    """Carry out one update, whole or not at all."""
    store = writable(request)
    asked = await read_asked(request, "update")
    if asked.text is None:
        raise HTTPException(
            400, "Cần đúng một tham số update. / Exactly one parameter “update” is needed."
        )
    check_update(asked.text)
    text = with_using(asked.text, asked.default or (), asked.named or ())
    base = str(request.url.replace(query="", fragment=""))
    await run_in_threadpool(store.update, text, base)
    return Response(status_code=204)
