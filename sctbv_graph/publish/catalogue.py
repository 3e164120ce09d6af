"""What a catalogue tells of each document and of the whole, read from graph and data folders."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.portal import Filed, Portal, filed, load_portal
from sctbv_graph.publish.releases import Release, load_releases
from sctbv_graph.publish.withdrawn import load_withdrawn
from sctbv_graph.query import text_of, view
from sctbv_graph.query.cite import with_territory
from sctbv_graph.store import Term, select

Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Entry:
    """One document: what it is called, when it was issued, of which time, by whom, for where.

    The mappings lead from an IRI to its names by language ("" where none is told).
    """

    iri: str
    number: str
    title: Labels
    issued: date | None
    period: tuple[date | None, date | None]
    issuers: Mapping[str, Labels]
    places: Mapping[str, Labels]
    types: Mapping[str, Labels]
    themes: Mapping[str, Labels]
    subjects: Mapping[str, Labels]
    statements: int
    files: tuple[Filed, ...]

    @property
    def key(self) -> str:
        """Return the document's key."""
        return self.iri.removeprefix(iris.DOCUMENT)

    @property
    def changed(self) -> date | None:
        """Return the day on which its newest file came, else that on which it was issued."""
        received = [one.received for one in self.files if one.received]
        return max(received, default=self.issued)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The whole: who publishes, the documents, the releases, the languages of the graph."""

    portal: Portal
    entries: tuple[Entry, ...]
    releases: tuple[Release, ...]
    languages: tuple[str, ...]
    statements: int
    version: str
    withdrawn: tuple[date, ...] = field(default=())

    @property
    def changed(self) -> date | None:
        """Return the last day that the data name: of a document, a release, a withdrawal."""
        days = [entry.changed for entry in self.entries if entry.changed]
        days += [release.day for release in self.releases]
        return max([*days, *self.withdrawn], default=None)

    @property
    def begun(self) -> date | None:
        """Return the day of the first release, ``None`` before it."""
        return min((release.day for release in self.releases), default=None)


def held_catalogue(pages: Pages, version: str) -> Catalogue:
    """Return the catalogue, made once for each state of the data and of the releases."""
    released = "/".join(release.version for release in load_releases(pages.settings))
    return pages.kept(f"catalogue {released}", lambda: load_catalogue(pages, version))


def load_catalogue(pages: Pages, version: str) -> Catalogue:
    """Return what there is to be catalogued; ``version`` names the state of the data."""
    return Catalogue(
        load_portal(pages.settings),
        tuple(_entries(pages)),
        tuple(load_releases(pages.settings)),
        tuple(text_of(row["lang"]) for row in select(pages.store, view("languages")).rows),
        int(text_of(select(pages.store, view("void-totals")).rows[0]["triples"])),
        version,
        tuple(one.since for one in load_withdrawn(pages.settings).values()),
    )


def _entries(pages: Pages) -> list[Entry]:
    sizes: dict[str, int] = {}
    for row in select(pages.store, view("graph-sizes")).rows:
        graph = text_of(row["graph"]).removeprefix(iris.GRAPH).rpartition("/")[0]
        sizes[graph] = sizes.get(graph, 0) + int(text_of(row["count"]))
    about: dict[str, dict[str, dict[str, dict[str, str]]]] = {}
    for row in select(pages.store, view("dcat-about")).rows:
        document, how, what = (text_of(row[name]) for name in ("document", "how", "what"))
        said = about.setdefault(document, {}).setdefault(how, {}).setdefault(what, {})
        if isinstance(label := row.get("label"), ox.Literal):
            said[label.language or ""] = _named(label, row.get("territory"))
    files: dict[str, list[Filed]] = {}
    for one in filed(pages):
        files.setdefault(one.document, []).append(one)
    found: dict[str, Entry] = {}
    for row in select(pages.store, view("dcat-documents")).rows:
        document = text_of(row["document"])
        told = about.get(document, {})
        key = document.removeprefix(iris.DOCUMENT)
        title = row.get("title", row.get("label"))
        found[document] = Entry(
            document,
            text_of(row["number"]) if "number" in row else "",
            {title.language or "": title.value} if isinstance(title, ox.Literal) else {},
            _day(row.get("issued")),
            (_day(row.get("start")), _day(row.get("end"))),
            told.get(iris.term("issuedBy"), {}),
            told.get(iris.term("appliesTo"), {}),
            told.get(iris.term("documentType"), {}),
            told.get(iris.term("hasTheme"), {}),
            told.get(iris.term("measures"), {}),
            sizes.get(key, 0),
            tuple(files.get(document, ())),
        )
    return list(found.values())


def _named(label: ox.Literal, territory: Term | None) -> str:
    """Return a name with the place that an issuer governs; places have Vietnamese names alone."""
    place = text_of(territory) if territory is not None else ""
    if label.language == "vi" or not place:
        return with_territory(label.value, place)
    return f"{label.value} ({place})"


def _day(term: object) -> date | None:
    if not isinstance(term, ox.Literal):
        return None
    try:
        return date.fromisoformat(term.value[:10])
    except ValueError:
        return None
