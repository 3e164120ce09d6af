"""All descriptions and dumps of a portal as files, for a site of files.

The server gives the same bytes at the same paths, with its own address and endpoint.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sctbv_graph.publish.catalogue import Catalogue
from sctbv_graph.publish.dcat import catalogue_triples
from sctbv_graph.publish.dumps import FOLDER, MANIFEST, Manifest, dump_files, read_manifest
from sctbv_graph.publish.feed import PATHS, feed
from sctbv_graph.publish.links import SERVER, Links
from sctbv_graph.publish.open_data import catalogue_page, changes_page, release_page
from sctbv_graph.publish.page_days import page_days
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.releases import CHANGES, RECORD, Release
from sctbv_graph.publish.sitemap import page_paths, robots, sitemap_files
from sctbv_graph.publish.statements import write_statements
from sctbv_graph.publish.void import WELL_KNOWN, dataset_triples, place_triples
from sctbv_graph.publish.withdrawn import load_withdrawn
from sctbv_graph.store import EmbeddedStore

SUFFIXES = ("ttl", "jsonld", "rdf", "nt")
LICENCE = "LICENSE.txt"


def description_files(
    pages: Pages,
    store: EmbeddedStore,
    catalogue: Catalogue,
    base: str,
    links: Links = SERVER,
    paths: Iterable[str] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Yield (path, bytes) of all that is no page: dumps, catalogue, VoID, map, feed, releases.

    ``base`` is the address of the site without a slash at its end, ``paths`` those of the pages
    that the site has (all by default). Paths begin without a slash.
    """
    written = b""
    for name, data in dump_files(store):
        written = data if name == MANIFEST else written
        yield f"{FOLDER}/{name}", data
    manifest = read_manifest(written)
    yield f"{FOLDER}/{LICENCE}", licence_text(catalogue)
    dcat = catalogue_triples(catalogue, manifest, base, links)
    for suffix in SUFFIXES:
        yield f"catalog.{suffix}", write_statements(dcat, suffix)
    void = [*dataset_triples(store, catalogue.portal), *place_triples(store, base, links)]
    yield WELL_KNOWN.lstrip("/"), write_statements(void, "ttl")
    mapped = page_paths(pages) if paths is None else paths
    yield from sitemap_files(mapped, base, links, page_days(pages, catalogue))
    yield "robots.txt", robots(base, links)
    withdrawn = list(load_withdrawn(pages.settings).values())
    for lang in LANGUAGES:
        yield PATHS[lang].lstrip("/"), feed(catalogue, withdrawn, base, lang, links)
    for release in catalogue.releases:
        for name in release_files(release):
            path = f"release/{release.version}/{name}"
            yield path, (release.folder / name).read_bytes()


def description_pages(
    pages: Pages,
    catalogue: Catalogue,
    manifest: Manifest | None,
    lang: str,
    links: Callable[[str], Links] = lambda _: SERVER,
) -> Iterator[tuple[str, str]]:
    """Yield (path, HTML) of the pages of the data as a whole, in a language.

    ``links`` gives the links of the page at a path.
    """
    path = "/catalog"
    yield path, catalogue_page(pages, catalogue, manifest, lang, links(path))
    path = "/changes"
    yield path, changes_page(pages, catalogue, lang, links(path))
    for release in catalogue.releases:
        path = f"/release/{release.version}/"
        yield path, release_page(pages, release, lang, links(path))


def release_files(release: Release) -> list[str]:
    """Return the names of a release's files, in its folder."""
    dumps = [f"{FOLDER}/{dump.name}" for dump in release.manifest.dumps]
    fixed = [RECORD, CHANGES, f"{FOLDER}/{MANIFEST}", f"{FOLDER}/SHA256SUMS"]
    return [*(name for name in fixed if (release.folder / name).is_file()), *dumps]


def licence_text(catalogue: Catalogue) -> bytes:
    """Return the licence of the data in words: theirs, and the terms of each document's text."""
    portal = catalogue.portal
    lines = [
        f"{portal.title['vi']}",
        f"{portal.title['en']}",
        "",
        f"Giấy phép của dữ liệu: {portal.licence_name}, {portal.licence}",
        f"Hãy nêu nguồn: {portal.publisher['vi']}.",
        f"Licence of the data: {portal.licence_name}, {portal.licence}",
        f"Name the source: {portal.publisher['en']}.",
        "",
        "Nguyên văn các văn bản được trích trong dữ liệu giữ điều kiện của từng văn bản:",
        "The words of the documents that are quoted in the data keep each document's terms:",
    ]
    for entry in catalogue.entries:
        for one in entry.files:
            if one.primary:
                terms = one.licence or "not said / không nêu"
                lines.append(f"- {entry.number or entry.key} ({one.file}): {terms}")
    return ("\n".join(lines) + "\n").encode()
