"""The pages of the data as a whole: what there is to take, what changed, each release."""

from __future__ import annotations

from datetime import date
from typing import Any

from sctbv_graph.audit.changes_report import change_name
from sctbv_graph.audit.words import shorten
from sctbv_graph.publish.catalogue import Catalogue
from sctbv_graph.publish.dumps import Manifest
from sctbv_graph.publish.feed import changes
from sctbv_graph.publish.links import SERVER, Links
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.releases import Release
from sctbv_graph.publish.schema_org import dataset_json_ld
from sctbv_graph.publish.withdrawn import load_withdrawn
from sctbv_graph.query import describe

MOST = 200
"""How many things that came, went or changed the page of a release shows; its file has all."""


def catalogue_page(
    pages: Pages, catalogue: Catalogue, manifest: Manifest | None, lang: str, links: Links = SERVER
) -> str:
    """Return the page of what there is to take; ``manifest``: of the dumps, where there are any."""
    names = [dump.name for dump in manifest.of("")] if manifest else []
    return pages.render(
        "catalogue.html",
        lang,
        "/catalog",
        links,
        catalogue=catalogue,
        manifest=manifest,
        day=lambda one: _day(one, lang),
        json_ld=dataset_json_ld(catalogue, names, lang, links),
    )


def changes_page(pages: Pages, catalogue: Catalogue, lang: str, links: Links = SERVER) -> str:
    """Return the page of what the feed tells."""
    withdrawn = list(load_withdrawn(pages.settings).values())
    return pages.render(
        "changes.html",
        lang,
        "/changes",
        links,
        changes=changes(catalogue, withdrawn, lang),
        releases=catalogue.releases,
        day=lambda one: _day(one, lang),
    )


def release_page(pages: Pages, release: Release, lang: str, links: Links = SERVER) -> str:
    """Return the page of a release: its files, and what is otherwise than in the one before."""
    told = release.changes()
    shown = {name: told.get(name, []) for name in ("added", "removed", "changed")}
    rows = [row for some in shown.values() for row in some[:MOST]]
    named = {row["class"] for row in rows if row["class"]}
    named |= {name for row in rows for name in row.get("properties", ())}
    labels, _ = describe(pages.store, sorted(named), lang)
    path = f"/release/{release.version}/"
    return pages.render(
        "release.html",
        lang,
        path,
        links,
        release=release,
        folder=path,
        changes=shown,
        meanings=[(key, _meaning(some, lang)) for key, some in told.get("documents", {}).items()],
        labels=labels,
        most=MOST,
        day=lambda one: _day(one, lang),
    )


def _meaning(some: list[dict[str, Any]], lang: str) -> list[dict[str, str]]:
    """Return changes in meaning as `sctbv diff` tells them, with the kind in words."""
    return [
        {
            "kind": change_name(one["kind"], lang),
            "about": shorten(one["about"]),
            "before": shorten(one["before"]),
            "after": shorten(one["after"]),
        }
        for one in some
    ]


def _day(day: date, lang: str) -> str:
    return f"{day:%d/%m/%Y}" if lang == "vi" else day.isoformat()
