"""The audits of the documents of a portal, several documents at a time.

A built store holds each document's graphs and what they lean on as the build made them, so nothing
is read and reasoned anew for it but a document on which people have decided: which of their
decisions no longer fit is told by reading alone. Over a store at another server, or one that is
written, documents are audited as the data folders have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.audit import Report, audit_documents
from sctbv_graph.audit.fetched import stored_built, stored_reference
from sctbv_graph.audit.waivers import load_waivers
from sctbv_graph.audit.writers import FORMATS
from sctbv_graph.audit.writers.as_html import Download, style_source, with_downloads
from sctbv_graph.corpus import Built, build_corpus, build_document
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.site_links import SiteLinks, page_file
from sctbv_graph.reference import load_knowledge
from sctbv_graph.review import load_decisions
from sctbv_graph.store import EmbeddedStore, WritableStore

PROFILE = "publication"
"""What is on the portal is published: drafts are audited at ``/audit``."""
TOGETHER = 8
"""Documents of which the reasoner is asked at once."""


def documents_of(pages: Pages) -> list[str]:
    """Return the documents that are audited, sorted."""
    return sorted(pages.sources)


def reports(pages: Pages, documents: Iterable[str] | None = None) -> Iterator[Report]:
    """Yield the reports of some documents, of all where none are named."""
    waivers = load_waivers(pages.settings.data_folders)
    for builts, reference in _built(pages, documents):
        yield from audit_documents(builts, reference, PROFILE, waivers, pages.today)


def _built(
    pages: Pages, documents: Iterable[str] | None
) -> Iterator[tuple[Sequence[Built], tuple[ox.Quad, ...]]]:
    """Yield some documents at a time, with what they lean on."""
    store = pages.store
    if isinstance(store, EmbeddedStore) and not isinstance(store, WritableStore):
        wanted = documents_of(pages) if documents is None else list(documents)
        reference = pages.kept("reference", lambda: stored_reference(store))
        for some in _parts(wanted):
            yield [_of_store(pages, store, one) for one in some], reference
        return
    corpus = build_corpus(pages.settings)
    for some in _parts(corpus.documents):
        yield some, corpus.reference


def _of_store(pages: Pages, store: EmbeddedStore, document: str) -> Built:
    key, source = document.removeprefix(iris.DOCUMENT), pages.sources[document]
    folders = pages.settings.data_folders
    if load_decisions(folders, key):
        return build_document(source, load_knowledge(folders), key)
    return stored_built(store, key, source)


def _parts(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[at : at + TOGETHER] for at in range(0, len(items), TOGETHER))


def report_files(report: Report, base: str) -> Iterator[tuple[str, bytes]]:
    """Yield the report of one document for a site of files: as pages and for programs."""
    key = report.document.removeprefix(iris.DOCUMENT)
    path = f"/audit/{key}"
    for name in ("json", "ttl"):
        yield f"audit/{key}/report.{name}", FORMATS[name].write(report, "vi", False, b"")
    for lang in LANGUAGES:
        links = SiteLinks(base, path, lang)
        loads = [
            Download(name, links.file(f"{path}/report.{end}"), f"{key}.{end}")
            for name, end in (("JSON", "json"), ("Turtle", "ttl"))
        ]
        html = FORMATS["html"].write(report, lang, False, b"")
        html = with_downloads(html, lang, loads, links.page("/audit", lang))
        yield page_file(path, lang), _with_policy(html)


def _with_policy(html: bytes) -> bytes:
    """Return a report with the policy that the server sends beside it."""
    policy = f"default-src 'none'; style-src {style_source()}; base-uri 'none'; form-action 'none'"
    head = b'<meta charset="utf-8">'
    meta = f'\n<meta http-equiv="Content-Security-Policy" content="{policy}">'.encode()
    return html.replace(head, head + meta, 1)
