"""`/update`: the SPARQL 1.1 Protocol for updates, by POST and with the token only."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from sctbv_graph.errors import LimitError, QueryError
from sctbv_graph.store import WritableStore, check_update, searches, with_using
from sctbv_graph.web.asking import Asking, asking
from sctbv_graph.web.openapi import UPDATE
from sctbv_graph.web.protocol import read_asked
from sctbv_graph.web.tokens import writable
from sctbv_graph.workers import Update

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
    asked_of = asking(request)
    async with asked_of.writing:
        await run_in_threadpool(_done, asked_of, store, Update(text, base))
    return Response(status_code=204)


def _done(asked_of: Asking, store: WritableStore, update: Update) -> None:
    """Carry out an update, tried first where it may take for ever.

    Raises `LimitError` where the trial took too much, `QueryError` where it is wrong.
    """
    if searches(update.text):
        done = asked_of.try_update(update)
        if done.status == "query":
            raise QueryError(done.vi, done.en)
        if done.status != "ok":
            kind = "busy" if done.status == "failed" else done.status  # both: try again
            raise LimitError(done.vi, done.en, kind)
    store.update(update.text, update.base)
