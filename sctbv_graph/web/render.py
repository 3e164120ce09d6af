"""What every page needs: templates, language, links from IRIs to local addresses, sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

from sctbv_graph import iris
from sctbv_graph.query import Passage, cell_text, view
from sctbv_graph.query.texts import source_texts
from sctbv_graph.settings import BASE, Settings
from sctbv_graph.store import Store, Term, select

_HERE = Path(__file__).parent
STATIC = _HERE / "static"


def language(request: Request) -> str:
    """Return the language of a request: ``lang=en`` in the address, else Vietnamese."""
    return "en" if request.query_params.get("lang") == "en" else "vi"


def accepted(request: Request, offered: list[str]) -> str | None:
    """Return the offered media type that the Accept header likes best (RFC 9110, 12.5.1)."""
    accept = parse_accept_header(request.headers.get("accept") or "*/*", MIMEAccept)
    return accept.best_match(offered)


def wants_html(request: Request) -> bool:
    """Tell whether a browser asks."""
    return accepted(request, ["text/plain", "text/html"]) == "text/html"


class Site:
    """The store, the templates and the source texts of one server."""

    def __init__(self, settings: Settings, store: Store) -> None:
        """Load the templates and the source texts that evidence is shown in."""
        self.settings = settings
        self.store = store
        self._pages = Environment(
            loader=FileSystemLoader(_HERE / "pages"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._sources = source_texts(settings, store)
        self._basis_names = self._load_basis_names()
        self.example_places: dict[str, str] | None = None

    def _load_basis_names(self) -> dict[tuple[str, str], str]:
        """Return (basis, language) -> word, as the concept scheme says it."""
        found = select(self.store, view("basis-names"))
        names = {}
        for row in found.rows:
            label = row["label"]
            assert isinstance(label, ox.Literal)
            names[_value(row["basis"]).rsplit("/", 1)[1], label.language or "vi"] = label.value
        return names

    def in_context(self, passage: Passage) -> tuple[str, str, str]:
        """Return the words before a quote, the quote, and those after it, in its lines."""
        source = self._sources.get(passage.document)
        if source is None:
            return "", passage.quote, ""
        text = source.text
        start = text.rfind("\n", 0, passage.start) + 1
        end = text.find("\n", passage.end)
        return (
            text[start : passage.start],
            text[passage.start : passage.end],
            text[passage.end : end if end >= 0 else len(text)],
        )

    def page(
        self, request: Request, template: str, status: int = 200, **values: Any
    ) -> HTMLResponse:
        """Render a page in the request's language."""
        lang = language(request)

        def link(path: str) -> str:
            if lang != "en":
                return path
            address, sign, fragment = path.partition("#")
            return f"{address}{'&' if '?' in address else '?'}lang=en{sign}{fragment}"

        others = [(k, v) for k, v in request.query_params.multi_items() if k != "lang"]
        query = "&".join(f"{quote(k)}={quote(v)}" for k, v in others)
        here = request.url.path + (f"?{query}" if query else "")
        other = f"{here}{'&' if query else '?'}lang=en" if lang == "vi" else here
        html = self._pages.get_template(template).render(
            lang=lang,
            vi=lang == "vi",
            link=link,
            local=local,
            other_language=other,
            cell=cell_text,
            context=self.in_context,
            basis_name=lambda name: self._basis_names.get((name, lang), name),
            **values,
        )
        return HTMLResponse(html, status)


def local(term: Term | str) -> str:
    """Return the address on this server of an IRI of ours; another IRI stays what it is.

    >>> local("https://w3id.org/sctbv/id/task/a/5#budget-1")
    '/page/task/a/5#budget-1'
    """
    iri = term if isinstance(term, str) else _value(term)
    if iri.startswith(iris.ID):
        return "/page/" + iri[len(iris.ID) :]
    return "/" + iri[len(BASE) :] if iri.startswith(BASE) else iri


def _value(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value
