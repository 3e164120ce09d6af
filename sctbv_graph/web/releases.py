"""Releases at their addresses: the page, its files, and each thing's data as they were then."""

from __future__ import annotations

import gzip
import shutil
import threading
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException

from sctbv_graph import iris
from sctbv_graph.files import alone
from sctbv_graph.publish.description import write_description
from sctbv_graph.publish.dumps import FOLDER
from sctbv_graph.publish.links import FORMATS
from sctbv_graph.publish.open_data import release_page
from sctbv_graph.publish.releases import CHANGES, RECORD, Release, load_releases
from sctbv_graph.results import MEDIA
from sctbv_graph.store import EmbeddedStore
from sctbv_graph.web.open_data import file_of
from sctbv_graph.web.render import Site, language

router = APIRouter()
_OPENING = threading.Lock()
_SEVERAL = 2
"""How many stores of releases are held open."""


def _release(request: Request, version: str) -> Release:
    site: Site = request.app.state.site
    found = load_releases(site.settings)
    for release in found:
        if release.version == version:
            return release
    there = ", ".join(release.version for release in found) or "—"
    raise HTTPException(
        404,
        f"Không có bản phát hành “{version}”; có: {there}. / "
        f"There is no release “{version}”; there are: {there}.",
    )


@router.get("/release", response_class=Response)
@router.get("/release/", response_class=Response, include_in_schema=False)
def releases() -> Response:
    """Send to the page that lists the releases."""
    return RedirectResponse("/changes", 303)


@router.get("/release/{version}", response_class=Response)
def without_slash(request: Request, version: str) -> Response:
    """Send to the release's page."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/release/{_release(request, version).version}/{query}", 308)


@router.get("/release/{version}/", response_class=Response)
def page(request: Request, version: str) -> Response:
    """Show a release: its files, and what changed since the one before."""
    site: Site = request.app.state.site
    return HTMLResponse(release_page(site.pages, _release(request, version), language(request)))


@router.get("/release/{version}/dumps/{name:path}", response_class=Response)
def dump(request: Request, version: str, name: str) -> Response:
    """Give a dump as it was released."""
    release = _release(request, version)
    return file_of(request, release.folder / FOLDER, name, release.manifest)


@router.get("/release/{version}/data/{path:path}", response_class=Response)
def data(request: Request, version: str, path: str) -> Response:
    """Give the description of a thing as it was in a release; the ending names the format."""
    release = _release(request, version)
    key, _, suffix = path.rpartition(".")
    body = b""
    if suffix in FORMATS and iris.parse(iris.ID + key):
        body = write_description(_store(request, release), iris.ID + key, suffix)
    if not body:
        raise HTTPException(
            404,
            f"Bản phát hành “{version}” không có “{path}”. / "
            f"The release “{version}” has no “{path}”.",
        )
    return Response(body, media_type=MEDIA[suffix], headers={"Link": f'<{release.iri}>; rel="up"'})


@router.get("/release/{version}/{name}", response_class=Response)
def record(request: Request, version: str, name: str) -> Response:
    """Give the record of a release, or its changes, as JSON."""
    path = _release(request, version).folder / name
    if name not in (RECORD, CHANGES) or not path.is_file():
        raise HTTPException(404, "Not Found")
    return FileResponse(path, media_type="application/json")


def _store(request: Request, release: Release) -> EmbeddedStore:
    """Return the data of a release as a store, made on disk at the first question."""
    site: Site = request.app.state.site
    name = f"{release.version}-{release.manifest.canonical[:16]}"
    with _OPENING:
        held: dict[str, EmbeddedStore] = site.opened_releases
        if name not in held:
            while len(held) >= _SEVERAL:
                held.pop(next(iter(held)))
            held[name] = EmbeddedStore.open(_made(site.settings.work / "releases" / name, release))
        return held[name]


def _made(path: Path, release: Release) -> Path:
    if not path.is_dir():
        with alone(path.parent / "releases.lock"):
            if not path.is_dir():
                half = path.with_name(f"{path.name}.new")
                shutil.rmtree(half, ignore_errors=True)
                store = ox.Store(str(half))
                with gzip.open(release.folder / FOLDER / "all.nq.gz", "rb") as lines:
                    store.bulk_load(cast("IO[bytes]", lines), format=ox.RdfFormat.N_QUADS)
                store.flush()
                del store
                half.rename(path)
    return path
