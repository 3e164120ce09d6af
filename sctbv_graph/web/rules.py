"""The audit's rules as pages: the catalogue, and each rule with its examples."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from sctbv_graph.publish.rule_pages import rule_values, rules_values
from sctbv_graph.web.render import Site, language

router = APIRouter()


@router.get("/rules", response_class=Response)
def rules(request: Request) -> Response:
    """List the rules by group, and the profiles."""
    site: Site = request.app.state.site
    return site.page(request, "rules.html", **rules_values(language(request)))


@router.get("/rules/{identity}", response_class=Response)
def rule(request: Request, identity: str) -> Response:
    """Show one rule: what, why, on what it rests, how to mend, a bad and a good example."""
    site: Site = request.app.state.site
    values = rule_values(identity, language(request))
    if not values:
        raise HTTPException(404, "Not Found")
    return site.page(request, "rule.html", **values)
