"""The map of all pages for search engines, in both languages, and what robots may ask for.

Sitemaps protocol 0.9 (sitemaps.org): at most 50,000 addresses and 50 MB a file, an index where
there are several; each page names itself and its other language (``xhtml:link``, hreflang), and
``lastmod`` where the data name a day (`page_days`). RFC 9309 for ``robots.txt``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import chain, islice
from types import MappingProxyType
from xml.sax.saxutils import escape

from sctbv_graph import iris
from sctbv_graph.publish.links import SERVER, Absolute, Links, local
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.things import things_with_pages
from sctbv_graph.query import load_questions

MOST = 50_000
"""Addresses in one file. An entry takes some 600 bytes, so a file stays below 50 MB too."""
INDEX = "sitemap.xml"
_CLOSED = (
    "/update",
    "/graphs",
    "/api/",
    "/health",
    "/metrics",
    "/sparql?query=",
    "/evidence?query=",
    "/search?q=",
)
_NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


_NO_DAYS: Mapping[str, date] = MappingProxyType({})
_FIXED = ("/", "/catalog", "/changes", "/questions", "/search", "/audit", "/rules", "/sparql",
          "/editor", "/def", "/def/alignments", "/def/keys")  # fmt: skip


def page_paths(pages: Pages, fixed: Iterable[str] = _FIXED) -> list[str]:
    """Return the paths of all pages that are to be found, in Vietnamese: first the ``fixed``."""
    questions = [f"/questions/{name}" for name in load_questions()]
    texts = [f"/text/{iri.removeprefix(iris.ID)}" for iri in sorted(pages.sources)]
    return [*fixed, *questions, *texts, *(local(iri) for iri in things_with_pages(pages))]


def sitemap_files(
    paths: Iterable[str],
    base: str,
    links: Links = SERVER,
    days: Mapping[str, date] = _NO_DAYS,
    most: int = MOST,
) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of the map: one file, or an index and the files that it names.

    ``days`` says for paths on which day their pages changed last.
    """
    at = Absolute(base, links)
    entries = (entry for path in paths for entry in _entries(at, path, days.get(path)))
    first = list(islice(entries, most))
    more = list(islice(entries, most))
    if not more:
        yield INDEX, _urls(first)
        return
    names: list[str] = []
    for some in chain((first, more), iter(lambda: list(islice(entries, most)), [])):
        names.append(f"sitemap-{len(names) + 1}.xml")
        yield names[-1], _urls(some)
    listed = "".join(f"<sitemap><loc>{_text(at.file(f'/{n}'))}</loc></sitemap>\n" for n in names)
    yield INDEX, f"{_HEAD}<sitemapindex {_NS}>\n{listed}</sitemapindex>\n".encode()


def sitemap_names(paths: int, most: int = MOST) -> list[str]:
    """Return the names of the files of a map of so many paths, without making them.

    >>> sitemap_names(25_000), sitemap_names(25_001)
    (['sitemap.xml'], ['sitemap.xml', 'sitemap-1.xml', 'sitemap-2.xml'])
    """
    parts = -(-paths * len(LANGUAGES) // most)
    return [INDEX, *(f"sitemap-{n}.xml" for n in range(1, parts + 1) if parts > 1)]


def robots(base: str, links: Links = SERVER) -> bytes:
    """Return ``robots.txt``: pages and data are open, what evaluates or writes is not."""
    at = Absolute(base, links)
    closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
    return f"User-agent: *\n{closed}Allow: /\n\nSitemap: {at.file(f'/{INDEX}')}\n".encode()


def _urls(entries: list[str]) -> bytes:
    xhtml = 'xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{_HEAD}<urlset {_NS} {xhtml}>\n{''.join(entries)}</urlset>\n".encode()


def _entries(at: Absolute, path: str, day: date | None) -> Iterator[str]:
    """Yield the entries of a page in all languages, each of which names all of them."""
    urls = {lang: _text(at.page(path, lang)) for lang in LANGUAGES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href="{url}"/>'
        for lang, url in urls.items()
    )
    changed = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
    for url in urls.values():
        yield f"<url><loc>{url}</loc>{changed}{others}</url>\n"


def _text(url: str) -> str:
    """Return an address as it stands in text and between quotes."""
    return escape(url, {'"': "&quot;"})
