"""Addresses of things: 303 from ``/id/…`` to page or data, both bounded, linked to each other.

A thing is no document, so ``/id/…`` answers 303 (httpRange-14). A concept's own address is its
page; programs are sent from there to the data.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.exceptions import HTTPException

from sctbv_graph import iris
from sctbv_graph.publish.description import exists, write_description
from sctbv_graph.publish.links import FORMATS, SERVER, data_path, local
from sctbv_graph.publish.margin import findings_known, shows_findings
from sctbv_graph.publish.things import thing_page
from sctbv_graph.results import MEDIA
from sctbv_graph.vietnamese.fold import slug
from sctbv_graph.web.forms import (
    HTML,
    address,
    answer,
    file_links,
    form_of,
    language_of,
    page_links,
)
from sctbv_graph.web.missing import gone, missing, not_acceptable
from sctbv_graph.web.render import Site, language

router = APIRouter()


class _Asked(NamedTuple):
    """What an address names: the IRI, "" where it cannot be one, and the suffix, "" if none."""

    iri: str
    suffix: str


@router.get("/id/{path:path}", response_class=Response)
def thing(request: Request, path: str) -> Response:
    """Send a browser to the page and a program to the data (303)."""
    asked = _asked(request, iris.ID, path)
    if refused := _refused(request, asked, "/id/", path):
        return refused
    form = form_of(request)
    if form is None:
        return not_acceptable(request, asked.iri)
    to = data_path(asked.iri, form)
    if form == HTML:
        to = SERVER.page(local(asked.iri), language_of(request))
    headers = {"Vary": "Accept, Accept-Language", "Link": page_links(asked.iri, "vi")}
    return RedirectResponse(address(to), 303, headers=headers)


@router.get("/data/{path:path}", response_class=Response)
def data(request: Request, path: str) -> Response:
    """Give the bounded description of a thing; the ending names the format."""
    asked = _asked(request, iris.ID, path, True)
    if refused := _refused(request, asked, "/data/", path):
        return refused
    return _data(request, asked) if asked.suffix else _choose(request, asked.iri)


@router.get("/page/{path:path}", response_class=Response)
def page(request: Request, path: str) -> Response:
    """Show a thing; with the ending of a format, send to the data."""
    asked = _asked(request, iris.ID, path, True)
    if refused := _refused(request, asked, "/page/", path):
        return refused
    if asked.suffix:
        return RedirectResponse(address(data_path(asked.iri, asked.suffix)), 308)
    return _page(request, asked.iri, {})


@router.get("/concept/{path:path}", response_class=Response)
def concept(request: Request, path: str) -> Response:
    """Show a concept or a scheme to a browser; give its data at the ending of a format."""
    asked = _asked(request, iris.CONCEPT, path, True)
    if refused := _refused(request, asked, "/concept/", path):
        return refused
    if asked.suffix:
        return _data(request, asked)
    form = form_of(request)
    if form == HTML:
        return _page(request, asked.iri, {"Vary": "Accept"})
    return _choose(request, asked.iri)


def _page(request: Request, iri: str, headers: dict[str, str]) -> Response:
    site: Site = request.app.state.site
    lang = language(request)
    headers = {**headers, "Link": page_links(iri, lang)}

    def make() -> bytes:
        return thing_page(site.pages, iri, lang).encode()

    whole = not shows_findings(site.pages, iri) or findings_known(site.pages) is not None
    what = f"{iri} {lang}" if whole else f"{iri} {lang}, not audited"
    return answer(request, what, make, "text/html", headers)


def _data(request: Request, asked: _Asked) -> Response:
    site: Site = request.app.state.site
    headers = {"Link": file_links(asked.iri, asked.suffix)}

    def make() -> bytes:
        return write_description(site.store, asked.iri, asked.suffix)

    return answer(request, f"{asked.iri} {asked.suffix}", make, MEDIA[asked.suffix], headers)


def _choose(request: Request, iri: str) -> Response:
    """Send a program to the format of data that it likes best."""
    form = form_of(request, page=False)
    if form is None:
        return not_acceptable(request, iri)
    return RedirectResponse(address(data_path(iri, form)), 303, headers={"Vary": "Accept"})


def _asked(request: Request, base: str, path: str, with_suffix: bool = False) -> _Asked:
    """Return what a path names: a thing that there is, or else what its letters make."""
    site: Site = request.app.state.site
    stem, dot, suffix = path.rpartition(".")
    ends = with_suffix and bool(dot) and suffix in FORMATS
    iri = _iri(base, path)
    if not ends or (iri and exists(site.store, iri)):
        return _Asked(iri, "")
    return _Asked(_iri(base, stem), suffix)


def _iri(base: str, path: str) -> str:
    """Return an IRI as it can be one: in ASCII, as all keys are; "" where it cannot."""
    key = path.partition("#")[0].removesuffix("/")
    if base == iris.ID:
        return base + key if iris.parse(base + key) and _is_type(key) else ""
    return base + key if iris.is_key(key) else ""


def _is_type(key: str) -> bool:
    type_ = key.partition("/")[0]
    return type_.replace("-", "").isalnum() and type_.isascii()


def _refused(request: Request, asked: _Asked, prefix: str, path: str) -> Response | None:
    """Return the answer where there is no such thing: elsewhere, gone or missing; else ``None``."""
    site: Site = request.app.state.site
    plain = path.partition("#")[0].removesuffix("/") == path
    if asked.iri and plain and exists(site.store, asked.iri):
        return None
    base = iris.CONCEPT if prefix == "/concept/" else iris.ID
    if asked.iri and (left := site.withdrawn.get(asked.iri)):
        return gone(request, left)
    for key in _spellings(path):
        meant = _asked(request, base, key, prefix != "/id/")
        if meant.iri and exists(site.store, meant.iri):
            to = prefix + meant.iri.removeprefix(base)
            to += f".{meant.suffix}" if meant.suffix else ""
            query = f"?{request.url.query}" if request.url.query else ""
            sign, fragment = path.partition("#")[1:]
            return RedirectResponse(address(f"{to}{query}{sign}{fragment}"), 301)
    if not any(part for part in path.split("/")):
        raise HTTPException(404, "Not Found")
    return missing(request, asked.iri or base + unicodedata.normalize("NFC", path))


def _spellings(path: str) -> list[str]:
    """Return the keys that a path may mean: Vietnamese letters in any form, capitals, a slash.

    Keys are ASCII. "Sở Công Thương Cà Mau", composed or not, is typed for the key that is made of
    these words.
    """
    key = path.partition("#")[0].strip("/")
    stem, dot, suffix = key.rpartition(".")
    if not (dot and suffix in FORMATS):
        stem, dot, suffix = key, "", ""
    parts = stem.split("/")
    folded = [part if part.isascii() and " " not in part else slug(part) for part in parts]
    lower = [*(part.lower() for part in folded[:2]), *folded[2:]]
    return list(dict.fromkeys("/".join(some) + dot + suffix for some in (parts, folded, lower)))
