"""The audit's rules as pages: the catalogue, and each rule with its examples."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from starlette.exceptions import HTTPException

from sctbv_graph.audit.catalogue import groups, load_audit_rules, load_profiles, rules_by_shape
from sctbv_graph.audit.examples import load_examples
from sctbv_graph.audit.explain import by_profile, severities, without_figures
from sctbv_graph.audit.words import SEVERITY, WORDS
from sctbv_graph.web.render import Site, language

router = APIRouter()


@router.get("/rules", response_class=Response)
def rules(request: Request) -> Response:
    """List the rules by group, and the profiles."""
    site: Site = request.app.state.site
    lang = language(request)
    by_group = [
        (group, name[lang], [r for r in load_audit_rules().values() if r.group == group])
        for group, name in groups().items()
    ]
    return site.page(
        request,
        "rules.html",
        groups=[entry for entry in by_group if entry[2]],
        severities={identity: severities(identity) for identity in load_audit_rules()},
        severity=SEVERITY[lang],
        profiles=load_profiles().values(),
        count=len(load_audit_rules()),
    )


@router.get("/rules/{identity}", response_class=Response)
def rule(request: Request, identity: str) -> Response:
    """Show one rule: what, why, on what it rests, how to mend, a bad and a good example."""
    site: Site = request.app.state.site
    found = load_audit_rules().get(identity)
    if found is None:
        raise HTTPException(404, "Not Found")
    lang = language(request)
    order = list(load_audit_rules())
    at = order.index(identity)
    return site.page(
        request,
        "rule.html",
        rule=found,
        shapes=[one for one in rules_by_shape().values() if one.id == identity],
        group=groups().get(found.group, {}).get(lang, found.group),
        severities=severities(identity),
        severity=SEVERITY[lang],
        words=WORDS[lang],
        plain=without_figures,
        examples=load_examples(found),
        profiles=by_profile(found, lang),
        before=order[at - 1] if at else None,
        after=order[at + 1] if at + 1 < len(order) else None,
    )
