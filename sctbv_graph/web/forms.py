"""Content negotiation of things: which form and language, what links, whether anything is new.

RFC 9110 (Accept, Accept-Language, Vary, ETag, If-None-Match), RFC 8288 (Link), RFC 6596
(canonical), and "Cool URIs for the Semantic Web" (303 from a thing to what describes it).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from urllib.parse import quote

from fastapi import Request, Response
from werkzeug.http import parse_etags

from sctbv_graph.publish.links import FORMATS, SERVER, data_path, local
from sctbv_graph.results import MEDIA
from sctbv_graph.web.render import Site

HTML = "html"
_WEIGHT = re.compile(r"[01](?:\.[0-9]{0,3})?")
_PLAIN = {suffix: MEDIA[suffix].partition(";")[0] for suffix in FORMATS}
# What clients also write when they mean one of these.
_ALSO = {"application/json": "jsonld", "application/xml": "rdf", "text/plain": "nt"}


def form_of(request: Request, page: bool = True) -> str | None:
    """Return the form that a request likes best: "html" or a suffix; ``None`` if it takes none.

    Where several are liked as well, the page comes first, then Turtle.
    """
    offered = {media: suffix for suffix, media in _PLAIN.items()} | _ALSO
    if page:
        offered = {"text/html": HTML} | offered | {"application/xhtml+xml": HTML}
    ranges = _weights(request.headers.get("accept") or "*/*")
    # A range of types means the types themselves, not what some clients write for them.
    own = ("text/html", *_PLAIN.values())
    liked = {media: _liking(ranges, media, media in own) for media in offered}
    best = max(liked.values())
    if best <= 0:
        return None
    return next(offered[media] for media, value in liked.items() if value == best)


def _weights(header: str) -> dict[str, float]:
    """Return media or language range -> weight; what cannot be read counts as 1."""
    found = {}
    for part in header.split(","):
        name, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((p[2:] for p in parameters if p.startswith("q=")), "1")
        if name:
            found[name] = float(weight) if _WEIGHT.fullmatch(weight) else 1.0
    return found


def _liking(ranges: dict[str, float], media: str, wild: bool) -> float:
    """Return the weight of a media type: that of the narrowest range that holds it."""
    wider = [media.partition("/")[0] + "/*", "*/*"] if wild else []
    return next((ranges[name] for name in [media, *wider] if name in ranges), 0.0)


def language_of(request: Request) -> str:
    """Return the language of a page to be sent to: ``lang=``, else by Accept-Language.

    Who reads neither Vietnamese nor English gets Vietnamese, the language of the plans.
    """
    named = request.query_params.get("lang")
    if named in ("vi", "en"):
        return named
    ranges = _weights(request.headers.get("accept-language", ""))
    liked = {"vi": 0.0, "en": 0.0}
    for tag, weight in ranges.items():
        primary = tag.partition("-")[0]
        if primary in liked:
            liked[primary] = max(liked[primary], weight)
    return "en" if liked["en"] > liked["vi"] else "vi"


def address(path: str) -> str:
    """Return a path as it stands in a header."""
    return quote(path, safe="/?=&#%:~+,;@!$'()*")


def data_links(iri: str) -> list[str]:
    """Return the Link values that lead to the data of a thing."""
    return [
        f'<{address(data_path(iri, suffix))}>; rel="alternate"; type="{_PLAIN[suffix]}"'
        for suffix in FORMATS
    ]


def page_links(iri: str, lang: str) -> str:
    """Return the Link header of a page: itself, the other language, its data, what it is about."""
    path = local(iri)
    made = [f'<{address(SERVER.page(path, lang))}>; rel="canonical"']
    made += [
        f'<{address(SERVER.page(path, other))}>; rel="alternate"; type="text/html"; '
        f'hreflang="{other}"'
        for other in ("vi", "en")
    ]
    made += data_links(iri)
    made.append(f'<{address(data_path(iri, "ttl"))}>; rel="describedby"; type="text/turtle"')
    made.append(f'<{iri}>; rel="describes"')
    return ", ".join(made)


def file_links(iri: str, suffix: str) -> str:
    """Return the Link header of a file of data: itself, its other forms, what it describes."""
    made = [f'<{address(data_path(iri, suffix))}>; rel="canonical"']
    made += [link for link in data_links(iri) if f".{suffix}>" not in link]
    made += [
        f'<{address(SERVER.page(local(iri), lang))}>; rel="alternate"; type="text/html"; '
        f'hreflang="{lang}"'
        for lang in ("vi", "en")
    ]
    made.append(f'<{iri}>; rel="describes"')
    return ", ".join(made)


def forms(iri: str) -> list[str]:
    """Return the addresses of all forms of a thing, the page first, for a 406 to name."""
    return [local(iri), *(data_path(iri, suffix) for suffix in FORMATS)]


def answer(
    request: Request, what: str, make: Callable[[], bytes], media: str, headers: dict[str, str]
) -> Response:
    """Return what ``make`` gives, or 304 where the client holds it already.

    The tag comes from the data, the program and ``what`` is asked for, so that an answer that is
    known is not made at all. It is weak: compression on the way changes bytes, not the content.
    """
    site: Site = request.app.state.site
    # What is built has one mark for ever; after a write it is that of this server's writes.
    written = "" if site.version.endswith("-0") else site.version
    tag = hashlib.sha256(f"{site.pages.version} {written} {what}".encode()).hexdigest()[:24]
    headers = {**headers, "ETag": f'W/"{tag}"', "Cache-Control": "no-cache"}
    if parse_etags(request.headers.get("if-none-match")).contains_weak(tag):
        return Response(status_code=304, headers=headers)
    return Response(site.recent.get(tag, make), media_type=media, headers=headers)
