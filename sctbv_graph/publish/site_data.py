"""The data as a whole in a site of files: dumps, catalogue, VoID, map, feed, releases."""

from __future__ import annotations

from collections.abc import Iterator

from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.publish.catalogue import held_catalogue
from sctbv_graph.publish.descriptions import description_files, description_pages
from sctbv_graph.publish.dumps import FOLDER, MANIFEST, read_manifest
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.site_links import RootedLinks, SiteLinks, page_file
from sctbv_graph.publish.sitemap import page_paths
from sctbv_graph.store import EmbeddedStore

_FIXED = ("/", "/catalog", "/changes", "/questions", "/search", "/audit", "/rules", "/sparql",
          "/def", "/def/alignments", "/def/keys")  # fmt: skip


def open_data_files(pages: Pages, base: str, version: str) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of all that describes the data; ``base`` ends in a slash.

    What names the site from outside has whole addresses, pages have relative ones. A store at
    another server has no dumps here: then nothing is described.
    """
    store = pages.store
    if not isinstance(store, EmbeddedStore):
        return
    origin = "/".join(base.split("/", 3)[:3])
    rules = [f"/rules/{name}" for name in load_audit_rules()]
    paths = page_paths(pages, (*_FIXED, *rules))
    manifest, catalogue = b"", held_catalogue(pages, version)
    rooted = RootedLinks(base, "/", "vi")
    for path, data in description_files(pages, store, catalogue, origin, rooted, paths):
        manifest = data if path == f"{FOLDER}/{MANIFEST}" else manifest
        yield path, data
    dumps = read_manifest(manifest)
    for lang in LANGUAGES:

        def links(path: str, lang: str = lang) -> SiteLinks:
            return SiteLinks(base, path, lang)

        for path, html in description_pages(pages, catalogue, dumps, lang, links):
            yield page_file(path, lang), html.encode()
