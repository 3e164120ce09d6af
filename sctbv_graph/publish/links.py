"""From IRIs to addresses: of pages, of data, of files; one rule for a server, one for files.

A thing ``…/id/{type}/{key}`` has the page ``/page/{type}/{key}`` and data
``/data/{type}/{key}.{suffix}``; a concept keeps its own address for the page, with the suffix for
data. Pages ask a `Links` for every address they write, so that the same page can stand on a
server, where the language is ``?lang=en``, and in a folder of files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sctbv_graph import iris
from sctbv_graph.query import text_of
from sctbv_graph.settings import BASE
from sctbv_graph.store import Term

FORMATS = ("ttl", "nt", "jsonld", "rdf", "trig")
"""Endings of the data beside each page, in the order in which they are offered."""


class Links(Protocol):
    """How pages write addresses."""

    def page(self, path: str, lang: str) -> str:
        """Return the address of a page of the portal in a language; ``path`` starts with "/"."""

    def file(self, path: str) -> str:
        """Return the address of what has no language: data, styles, scripts."""


class ServerLinks:
    """The addresses of a server: the path itself, English by ``lang=en``."""

    def page(self, path: str, lang: str) -> str:
        """Return the path, with ``lang=en`` for English.

        >>> ServerLinks().page("/page/task/a/5#budget-1", "en")
        '/page/task/a/5?lang=en#budget-1'
        """
        if lang != "en" or not path.startswith("/"):
            return path
        address, sign, fragment = path.partition("#")
        return f"{address}{'&' if '?' in address else '?'}lang=en{sign}{fragment}"

    def file(self, path: str) -> str:
        """Return the path."""
        return path


SERVER = ServerLinks()


@dataclass(frozen=True, slots=True)
class Absolute:
    """Whole addresses: those of ``links``, which begin with "/", at the address of a portal."""

    base: str
    links: Links = SERVER

    def page(self, path: str, lang: str) -> str:
        """Return the address of a page.

        >>> Absolute("https://example.org/scp").page("/page/task/a/5", "en")
        'https://example.org/scp/page/task/a/5?lang=en'
        """
        return self.base + self.links.page(path, lang)

    def file(self, path: str) -> str:
        """Return the address of what has no language."""
        return self.base + self.links.file(path)


def local(term: Term | str) -> str:
    """Return the path of an IRI of ours; another IRI stays what it is.

    >>> local("https://w3id.org/sctbv/id/task/a/5#budget-1")
    '/page/task/a/5#budget-1'
    """
    iri = term if isinstance(term, str) else text_of(term)
    if iri.startswith(iris.ID):
        return "/page/" + iri[len(iris.ID) :]
    return "/" + iri[len(BASE) :] if iri.startswith(BASE) else iri


def data_path(iri: str, suffix: str) -> str:
    """Return the path of the data of a thing or concept.

    >>> data_path("https://w3id.org/sctbv/concept/basis/read", "ttl")
    '/concept/basis/read.ttl'
    """
    stem = iris.document_of(iri)
    if stem.startswith(iris.ID):
        return f"/data/{stem[len(iris.ID) :]}.{suffix}"
    return f"/{stem[len(BASE) :]}.{suffix}"
