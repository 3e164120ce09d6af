"""Which format an answer of the endpoint has: ``format=``, else the Accept header (RFC 9110)."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request
from starlette.exceptions import HTTPException

from sctbv_graph.results import GRAPHS, MEDIA
from sctbv_graph.web.render import best_of

HTML = "html"
_TABLES = ("json", "xml", "csv", "tsv")
_ALIASES = {
    "json": ("application/json",), "xml": ("application/xml",), "nt": ("text/plain",),
    "ttl": ("application/x-turtle",), "jsonld": ("application/json",), "rdf": ("application/xml",),
}  # fmt: skip
_SHORT = {"turtle": "ttl", "ntriples": "nt", "json-ld": "jsonld", "rdfxml": "rdf", "nquads": "nq"}


def formats_of(form: str) -> tuple[str, ...]:
    """Return the names of the formats that a form of query can be answered in, best first."""
    if form == "ASK":
        return ("json", "xml")
    return tuple(GRAPHS) if form in ("CONSTRUCT", "DESCRIBE") else _TABLES


def offers(names: tuple[str, ...]) -> dict[str, str]:
    """Return media type -> name of a format; the types that stand for another come last."""
    offered = {MEDIA[name].partition(";")[0]: name for name in names}
    for name in names:
        for alias in _ALIASES.get(name, ()):
            offered.setdefault(alias, name)
    return offered


def chosen(request: Request, names: tuple[str, ...], given: Mapping[str, str]) -> str:
    """Return the format of an answer to a request, as `format_for` does."""
    return format_for(request.headers.get("accept", ""), names, given)


def format_for(accept: str, names: tuple[str, ...], given: Mapping[str, str]) -> str:
    """Return the format of an answer, "html" where a browser asks.

    ``format=`` in the request comes first, by name or media type; one that nobody knows is left
    to the Accept header, as if it were not there. Raises 406 with the list of what there is.
    """
    offered = offers(names)
    asked = given.get("format", "").strip().lower()
    asked = _SHORT.get(asked, asked)
    if asked in names or asked == HTML:
        return asked
    if asked in offered:
        return offered[asked]
    best = best_of(accept, (*offered, "text/html"))
    if best is None:
        listed = ", ".join([*dict.fromkeys(MEDIA[n].partition(";")[0] for n in names), "text/html"])
        raise HTTPException(
            406,
            f"Không có định dạng đó; có thể trả về / not available, there are: {listed}",
            headers={"Vary": "Accept"},
        )
    return HTML if best == "text/html" else offered[best]
