"""Answers where a thing is not to be had: 404 with the nearest, 410 with the successor, 406."""

from __future__ import annotations

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from sctbv_graph.publish.withdrawn import Withdrawn
from sctbv_graph.search.nearest import Near
from sctbv_graph.web.forms import address, data_links, forms
from sctbv_graph.web.render import Site, language, wants_html
from sctbv_graph.web.search import finder_of


def missing(request: Request, iri: str) -> Response:
    """Say that there is no such thing, and what may have been meant."""
    near = finder_of(request).nearest(iri)
    if language(request) == "en":
        text = f"Nothing is known of <{iri}>"
    else:
        text = f"Không có gì về <{iri}>"
    return _said(request, 404, text, near)


def gone(request: Request, left: Withdrawn) -> Response:
    """Say that a thing was withdrawn, when and why, and what stands for it."""
    lang = language(request)
    day = f"{left.since:%d/%m/%Y}" if lang == "vi" else left.since.isoformat()
    if lang == "en":
        text = f"<{left.iri}> was withdrawn on {day}: {left.reason['en'].rstrip('.')}"
    else:
        text = f"<{left.iri}> đã rút khỏi dữ liệu ngày {day}: {left.reason['vi'].rstrip('.')}"
    near = [Near(left.successor, left.successor.rpartition("/")[2])] if left.successor else []
    made = _said(request, 410, text, near)
    if left.successor:
        made.headers["Link"] = f'<{left.successor}>; rel="successor-version"'
    return made


def not_acceptable(request: Request, iri: str) -> Response:
    """Say which forms of a thing there are (RFC 9110, 15.5.7)."""
    if language(request) == "en":
        text = "None of the media types asked for is here. There is:"
    else:
        text = "Không có dạng nào trong các dạng được yêu cầu. Hiện có:"
    base = str(request.base_url).rstrip("/")
    kinds = ["text/html", *(link.rpartition('type="')[2].rstrip('"') for link in data_links(iri))]
    lines = [f"{kind}  {base}{address(path)}" for kind, path in zip(kinds, forms(iri), strict=True)]
    headers = {"Vary": "Accept, Accept-Language", "Link": ", ".join(data_links(iri))}
    return PlainTextResponse("\n".join([text, *lines, ""]), 406, headers=headers)


def _said(request: Request, status: int, text: str, near: list[Near]) -> Response:
    """Return a sentence with what is near: a page for a browser, one line for a program."""
    site: Site = request.app.state.site
    if wants_html(request):
        made: Response = site.page(
            request, "missing.html", status=status, code=status, text=text, near=near
        )
    else:
        nearest = ""
        if near:
            said = "nearest" if language(request) == "en" else "gần nhất"
            nearest = f"; {said}: " + ", ".join(f"<{one.iri}> ({one.title})" for one in near)
        made = PlainTextResponse(f"{text}{nearest}.\n".replace("..\n", ".\n"), status)
    made.headers["Vary"] = "Accept"
    return made
