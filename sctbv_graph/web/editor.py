"""The SPARQL editor: YASGUI with completion from our own names, under a policy without exceptions.

Completion asks ``/api/terms``, examples come from the catalogue; nothing is asked of another host.
Who has no script uses the form at ``/sparql``.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from sctbv_graph import iris
from sctbv_graph.publish.browser import examples as runnable
from sctbv_graph.publish.completion import KINDS, complete
from sctbv_graph.publish.ontology import load_ontology
from sctbv_graph.publish.policies import YASGUI_STYLE
from sctbv_graph.terms import prefixes
from sctbv_graph.web.render import Site
from sctbv_graph.web.search import finder_of

router = APIRouter()
POLICY = (
    f"default-src 'self'; script-src 'self'; style-src 'self' {YASGUI_STYLE}; "
    "img-src 'self' data:; connect-src 'self'; "
    "frame-ancestors 'none'; form-action 'self'; base-uri 'none'"
)


@router.get("/editor", response_class=Response)
def editor(request: Request, query: str = "") -> Response:
    """Show the editor, with a query where one is given."""
    site: Site = request.app.state.site
    made = site.page(request, "editor.html", query=query, examples=runnable())
    made.headers["Content-Security-Policy"] = POLICY
    return made


@router.get("/editor/examples.json")
def examples() -> JSONResponse:
    """Give the queries of the catalogue that run on the merged graph."""
    return JSONResponse({question.name: question.query.strip() for question in runnable()})


@router.get("/api/terms")
def terms(
    request: Request,
    q: str = "",
    kind: str = "class",
    subject_class: Annotated[str, Query(alias="subjectClass")] = "",
) -> JSONResponse:
    """Offer terms by what was typed: ``kind`` is class, property or individual."""
    if kind not in KINDS:
        raise HTTPException(400, f"kind: {', '.join(KINDS)}")
    if kind == "individual":
        return JSONResponse(_individuals(request, q))
    local = subject_class.removeprefix(iris.DEF).removeprefix("sctbv:")
    offers = complete(load_ontology(), q, kind, local)
    return JSONResponse(
        [
            {
                "iri": offer.iri,
                "prefixed": offer.prefixed,
                "kind": offer.kind,
                "label": dict(offer.label),
                "mandatory": offer.mandatory,
            }
            for offer in offers
        ]
    )


def _individuals(request: Request, typed: str) -> list[dict[str, Any]]:
    """Return things and concepts whose names hold what was typed."""
    hits = finder_of(request).search(typed).hits if typed.strip() else ()
    terms = load_ontology().terms
    return [
        {
            "iri": hit.iri,
            "prefixed": f"<{hit.iri}>",
            "kind": "individual",
            "label": {"vi": hit.title},
            "class": hit.class_,
            "of": dict(terms[hit.class_].label) if hit.class_ in terms else None,
        }
        for hit in hits
        if hit.kind in ("thing", "concept")
    ]


@router.get("/editor/prefixes.json")
def known_prefixes() -> JSONResponse:
    """Give the prefixes of the ontology, for the editor to declare by itself."""
    return JSONResponse(prefixes())
