"""Since when a page says what it says: the newest day on which a source of it was received.

Only days that the data name: ``received`` of the sources, the days of releases and withdrawals.
What rests on registers alone has none, nor has a page that the program itself is the source of.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from sctbv_graph import iris
from sctbv_graph.publish.catalogue import Catalogue
from sctbv_graph.publish.dumps import documents_of
from sctbv_graph.publish.links import local
from sctbv_graph.publish.pages import Pages
from sctbv_graph.query import load_questions, text_of, view
from sctbv_graph.store import select

_WHOLE = ("/", "/catalog", "/changes", "/questions", "/audit")
"""Pages that show all data."""


def page_days(pages: Pages, catalogue: Catalogue) -> Mapping[str, date]:
    """Return path of a page -> the day; pages without one are left out."""
    received = {}
    for entry in catalogue.entries:
        days = [one.received for one in entry.files if one.received]
        if days:
            received[entry.key] = max(days)
    found: dict[str, date] = {}
    for key, graphs in documents_of(pages.store.graph_names()).items():
        if key in received:
            for path in _mentioned(pages, graphs):
                found[path] = max(found.get(path, received[key]), received[key])
    for key, day in received.items():
        document = local(iris.DOCUMENT + key)
        found[document] = max(found.get(document, day), day)
        found["/text" + document.removeprefix("/page")] = day
    releases = [release.day for release in catalogue.releases]
    whole = max([*received.values(), *releases, *catalogue.withdrawn], default=None)
    if whole:
        questions = (f"/questions/{name}" for name in load_questions())
        found |= dict.fromkeys((*_WHOLE, *questions), whole)
    return found


def _mentioned(pages: Pages, graphs: Iterable[str]) -> set[str]:
    """Return the paths of the pages of everything that some graphs speak of."""
    named = " ".join(f"<{graph}>" for graph in graphs if iris.is_merged(graph))
    rows = select(pages.store, view("mentions").replace("# graphs", named)).rows
    return {local(iri) for iri in {iris.document_of(text_of(row["thing"])) for row in rows}}
