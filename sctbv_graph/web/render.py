"""What every request needs: its language, the media type it likes best, pages as answers."""

from __future__ import annotations

import secrets
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from sctbv_graph.build import data_version
from sctbv_graph.publish.links import local
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.withdrawn import load_withdrawn
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, RemoteStore, Store, WritableStore
from sctbv_graph.web.recent import Recent

__all__ = ["STATIC", "Site", "accepted", "language", "local", "wants_html"]

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


def language(request: Request) -> str:
    """Return the language of a request: ``lang=en`` in the address, else Vietnamese."""
    return "en" if request.query_params.get("lang") == "en" else "vi"


def accepted(request: Request, offered: list[str]) -> str | None:
    """Return the offered media type that the Accept header likes best (RFC 9110, 12.5.1).

    A range counts for the types that no narrower one names; between equals, a type that is named
    comes before one that a range allows, then the order of ``offered`` decides. Parameters but q
    do not count: ``text/turtle; charset=utf-8`` is Turtle.
    """
    return best_of(request.headers.get("accept", ""), tuple(offered))


@lru_cache(maxsize=512)  # few programs send few headers, and reading one costs a tenth of a query
def best_of(header: str, offered: tuple[str, ...]) -> str | None:
    """Return what `accepted` does, for an Accept header; "" is none, which takes anything."""
    header = header or "*/*"
    wanted: dict[str, float] = {}
    for range_, quality in parse_accept_header(header, MIMEAccept):
        kind = range_.partition(";")[0].strip().lower()
        wanted[kind] = max(wanted.get(kind, 0.0), quality)
    best: tuple[float, int] = (0.0, 0)
    found = None
    for kind in offered:
        ranges = (kind, f"{kind.partition('/')[0]}/*", "*/*")
        for narrow, range_ in zip((3, 2, 1), ranges, strict=True):
            if range_ in wanted:
                if (wanted[range_], narrow) > best and wanted[range_] > 0:
                    best, found = (wanted[range_], narrow), kind
                break
    return found


def wants_html(request: Request) -> bool:
    """Tell whether a browser asks."""
    return accepted(request, ["text/plain", "text/html"]) == "text/html"


def built_path(store: Store) -> Path | None:
    """Return the folder of a built store that is open for reading; ``None`` for any other."""
    if isinstance(store, EmbeddedStore) and not isinstance(store, WritableStore):
        return store.path
    return None


class Site:
    """The store and the pages of one server."""

    def __init__(self, settings: Settings, store: Store) -> None:
        """Load the templates and the source texts that evidence is shown in."""
        self.settings = settings
        self.store = store
        self.pages = Pages(settings, store, [_HERE / "pages"], waits=False)
        self.recent = Recent()
        self.withdrawn = load_withdrawn(settings)
        self.opened_releases: dict[str, EmbeddedStore] = {}
        self._start = secrets.token_hex(6)
        self.opened_with = self.data_version

    @property
    def version(self) -> str:
        """Name the state of the data: the build, or another name for every start and write."""
        path = built_path(self.store)
        if path is not None:
            return path.name
        if isinstance(self.store, RemoteStore):
            return f"{self._start}-{self.store.state()}"
        writes = self.store.writes if isinstance(self.store, WritableStore) else 0
        return f"{self._start}-{writes}"

    @property
    def data_version(self) -> str:
        """Name the data that this site serves: the start of their inputs' fingerprint."""
        if isinstance(self.store, RemoteStore):
            return self.store.state().partition("-")[0]
        path = built_path(self.store)
        # `build` names the folders of stores by it.
        return path.name.rpartition("-")[0] if path else data_version(self.settings)

    def page(
        self, request: Request, template: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Render a page in the request's language."""
        html = self.pages.render(template, language(request), here(request), **values)
        return HTMLResponse(html, status)


def here(request: Request) -> str:
    """Return the address of a request, its language left out."""
    others = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
    query = "&".join(f"{quote(k)}={quote(v)}" for k, v in others)
    return quote(request.url.path) + (f"?{query}" if query else "")
