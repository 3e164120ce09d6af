"""How the server is: for a supervisor, a balancer and Prometheus."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

import sctbv_graph
from sctbv_graph.errors import SctbvError
from sctbv_graph.web.asking import asking
from sctbv_graph.web.render import Site
from sctbv_graph.web.watch import metrics
from sctbv_graph.workers import Job

router = APIRouter()


@router.get("/health")
def health(request: Request) -> JSONResponse:
    """Say that the server answers and which data it serves."""
    site: Site = request.app.state.site
    return JSONResponse(
        {"status": "ok", "version": sctbv_graph.__version__, "data_version": site.data_version}
    )


@router.get("/health/live")
async def live() -> JSONResponse:
    """Say that the process answers: where it does not, start it anew."""
    return JSONResponse({"status": "live"})


@router.get("/health/ready", responses={503: {"description": "send nobody here yet"}})
async def ready(request: Request) -> JSONResponse:
    """Say whether a query is answered: where not, send nobody here."""
    try:
        done, _, _ = await run_in_threadpool(asking(request).evaluate, Job("ASK { ?s ?p ?o }"))
    except SctbvError:
        return JSONResponse({"status": "not ready"}, 503)
    if done.status != "ok":
        return JSONResponse({"status": "not ready", "reason": done.status}, 503)
    return JSONResponse({"status": "ready"})


@router.get("/metrics", response_class=Response)
def figures() -> Response:
    """Give the figures in the format of Prometheus."""
    body, kind = metrics()
    return Response(body, media_type=kind)
