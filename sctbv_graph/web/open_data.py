"""The data as a whole: ``/catalog``, ``/dumps``, ``/feed.atom``, the map of pages, ``robots.txt``.

Everything is made by `sctbv_graph.publish` and kept while the data stay; dumps lie in the work
folder under the name of the data's state, so that several processes make them once.
"""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException
from werkzeug.http import parse_etags

from sctbv_graph.files import alone, write_beside
from sctbv_graph.publish.catalogue import Catalogue, held_catalogue
from sctbv_graph.publish.dcat import catalogue_triples
from sctbv_graph.publish.descriptions import LICENCE, SUFFIXES, licence_text
from sctbv_graph.publish.dumps import FOLDER, MANIFEST, SUMS, Manifest, dump_files, read_manifest
from sctbv_graph.publish.feed import MEDIA as ATOM
from sctbv_graph.publish.feed import feed
from sctbv_graph.publish.open_data import catalogue_page, changes_page
from sctbv_graph.publish.page_days import page_days
from sctbv_graph.publish.sitemap import INDEX, page_paths, robots, sitemap_files, sitemap_names
from sctbv_graph.publish.statements import write_statements
from sctbv_graph.results import MEDIA
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.web.formats import HTML, chosen
from sctbv_graph.web.forms import answer
from sctbv_graph.web.render import Site, language

router = APIRouter()
_MAKING = threading.Lock()


def base_of(request: Request) -> str:
    """Return the address that a request came to, without a slash at its end."""
    return str(request.base_url).rstrip("/")


def catalogue_of(site: Site) -> Catalogue:
    """Return what there is to be catalogued."""
    return held_catalogue(site.pages, site.data_version)


def dumps_of(site: Site) -> tuple[Path, Manifest] | None:
    """Return the folder of the dumps and what it holds, made where needed.

    ``None`` for a store at another server, whose data are not here.
    """
    store = site.store
    if not isinstance(store, EmbeddedStore):
        return None
    above = site.settings.work / FOLDER
    folder = above / site.version
    with _MAKING:
        if not (folder / MANIFEST).is_file():
            with alone(site.settings.work / "dumps.lock"):
                if not (folder / MANIFEST).is_file():
                    for name, data in dump_files(store):  # the manifest comes last
                        write_beside(folder / name, data)
                    _remove_old(above, folder)
    return folder, read_manifest((folder / MANIFEST).read_bytes())


def _remove_old(above: Path, keep: Path) -> None:
    """Remove dumps of stores that are no more; those of a store that may be served stay."""
    stores = above.parent / "stores"
    for old in above.iterdir():
        if old != keep and not (stores / old.name).is_dir():
            shutil.rmtree(old, ignore_errors=True)


def manifest_of(site: Site) -> Manifest | None:
    """Return what the dumps hold, ``None`` where there can be none."""
    found = dumps_of(site)
    return found[1] if found else None


@router.get("/catalog", response_class=Response)
def catalogue(request: Request) -> Response:
    """Show what there is to take; give a program the catalogue in DCAT-AP."""
    name = chosen(request, SUFFIXES, request.query_params)
    if name != HTML:
        return _described(request, name)
    site: Site = request.app.state.site
    lang = language(request)
    html = catalogue_page(site.pages, catalogue_of(site), manifest_of(site), lang)
    links = ", ".join(
        f'</catalog.{suffix}>; rel="alternate"; type="{MEDIA[suffix].partition(";")[0]}"'
        for suffix in SUFFIXES
    )
    return HTMLResponse(html, headers={"Vary": "Accept", "Link": links})


@router.get("/catalog.{suffix}", response_class=Response)
def catalogue_file(request: Request, suffix: str) -> Response:
    """Give the catalogue as a file, by the address's ending."""
    if suffix not in SUFFIXES:
        raise HTTPException(404, "Not Found")
    return _described(request, suffix)


def _described(request: Request, suffix: str) -> Response:
    site: Site = request.app.state.site
    base, catalogue = base_of(request), catalogue_of(site)
    manifest = manifest_of(site) or Manifest(0, "", ())

    def make() -> bytes:
        triples = catalogue_triples(catalogue, manifest, base, endpoint=f"{base}/sparql")
        return write_statements(triples, suffix)

    what = f"catalog {base} {suffix} {len(catalogue.releases)}"
    return answer(request, what, make, MEDIA[suffix], {"Vary": "Accept"})


@router.get("/dataset", response_class=Response)
@router.get("/dataset/{path:path}", response_class=Response)
def dataset(request: Request) -> Response:  # noqa: ARG001  all are described in one place
    """Send from a data set, which is no document, to the catalogue that describes it."""
    return RedirectResponse("/catalog", 303, headers={"Vary": "Accept"})


@router.get("/changes", response_class=Response)
def changed(request: Request) -> Response:
    """Show what happened to the data."""
    site: Site = request.app.state.site
    return HTMLResponse(changes_page(site.pages, catalogue_of(site), language(request)))


@router.get("/feed.atom", response_class=Response)
def feed_vi(request: Request) -> Response:
    """Give the feed of changes in Vietnamese."""
    return _feed(request, "vi")


@router.get("/feed.en.atom", response_class=Response)
def feed_en(request: Request) -> Response:
    """Give the feed of changes in English."""
    return _feed(request, "en")


def _feed(request: Request, lang: str) -> Response:
    site: Site = request.app.state.site
    base, catalogue = base_of(request), catalogue_of(site)

    def make() -> bytes:
        return feed(catalogue, list(site.withdrawn.values()), base, lang)

    what = f"feed {base} {lang} {len(catalogue.releases)}"
    return answer(request, what, make, ATOM, {})


@router.get("/dumps", response_class=Response)
@router.get("/dumps/", response_class=Response, include_in_schema=False)
def dumps() -> Response:
    """Send to the page that lists them."""
    return RedirectResponse("/catalog", 303)


@router.get("/dumps/{name:path}", response_class=Response)
def dump(request: Request, name: str) -> Response:
    """Give a dump, the hashes of all, or the licence."""
    site: Site = request.app.state.site
    found = dumps_of(site)
    if found is None:
        raise HTTPException(
            403, "Kho ở xa: hãy hỏi máy chủ đó. / The store is remote: ask that server."
        )
    folder, manifest = found
    if name == LICENCE:
        return Response(licence_text(catalogue_of(site)), media_type="text/plain; charset=utf-8")
    return file_of(request, folder, name, manifest)


def file_of(request: Request, folder: Path, name: str, manifest: Manifest) -> Response:
    """Return a file of a folder of dumps; 404 for what the manifest does not name."""
    if name in (SUMS, MANIFEST):
        kind = "application/json" if name == MANIFEST else "text/plain; charset=utf-8"
        return FileResponse(folder / name, media_type=kind)
    held = next((dump for dump in manifest.dumps if dump.name == name), None)
    if held is None:
        raise HTTPException(404, "Not Found")
    headers = {"ETag": f'"{held.sha256}"', "Cache-Control": "no-cache"}
    if parse_etags(request.headers.get("if-none-match")).contains(held.sha256):
        return Response(status_code=304, headers=headers)
    return FileResponse(folder / name, media_type="application/gzip", headers=headers)


@router.get("/robots.txt", response_class=Response)
def robot(request: Request) -> Response:
    """Say what robots may ask for."""
    return Response(robots(base_of(request)), media_type="text/plain; charset=utf-8")


@router.get("/sitemap.xml", response_class=Response)
def sitemap(request: Request) -> Response:
    """Give the map of all pages, or the index of its parts."""
    return _mapped(request, INDEX)


@router.get("/sitemap-{number}.xml", response_class=Response)
def sitemap_part(request: Request, number: str) -> Response:
    """Give a part of the map."""
    return _mapped(request, f"sitemap-{number}.xml")


def _mapped(request: Request, name: str) -> Response:
    site: Site = request.app.state.site
    base = base_of(request)
    paths = site.pages.kept("paths", lambda: page_paths(site.pages))
    if name not in sitemap_names(len(paths)):
        raise HTTPException(404, "Not Found")

    catalogue = catalogue_of(site)
    released = len(catalogue.releases)

    def make() -> bytes:
        days = site.pages.kept(f"days {released}", lambda: page_days(site.pages, catalogue))
        return dict(sitemap_files(paths, base, days=days))[name]

    return answer(request, f"{name} {base} {released}", make, "application/xml", {})
