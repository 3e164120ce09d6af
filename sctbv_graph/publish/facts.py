"""Rows of the views that pages are made from, as plain records with their places in the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.query import text_of, view
from sctbv_graph.query.ordering import ordered
from sctbv_graph.store import Store, select

Row = Mapping[str, str]

ROLES = {"LeadAssignment": "lead", "CoordinationAssignment": "coordinate",
         "ParticipationAssignment": "take-part"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Characters of a document's text: what a value was read from."""

    document: str
    start: int
    end: int
    line: int

    @property
    def path(self) -> str:
        """Return the path of the text's page, at these characters."""
        key = self.document.removeprefix(iris.ID)
        return f"/text/{key}#c{self.start}-{self.end}"


def ask(store: Store, name: str, iri: str = "", alone: bool = False) -> list[dict[str, str]]:
    """Return the rows of a view about one thing, every value as text, unbound ones left out.

    Of values in several languages each stands in a row of its own, with ``{name}@`` beside it.
    A view of a document's elements is asked of one of them where that stands ``alone``.
    """
    query = view(name)
    if alone:
        query = query.replace("?x sctbv:isStatedIn $node .", "VALUES ?x { $node }")
        query = query.replace("?x sctbv:isStatedIn $node ;", "VALUES ?x { $node } ?x")
    if iri:
        query = query.replace("$node", str(ox.NamedNode(iri)))
    rows = []
    # Of very many rows the engine would put all in order for the first of them.
    found = ordered(store, query) if "\nLIMIT " in query else select(store, query)
    for row in found.rows:
        made = {key: text_of(term) for key, term in row.items()}
        for key, term in row.items():
            if isinstance(term, ox.Literal) and term.language:
                made[f"{key}@"] = term.language
        rows.append(made)
    return rows


def place_of(row: Row, document: str) -> Place | None:
    """Return the characters that a row was read from, ``None`` where it names none."""
    if "start" not in row:
        return None
    return Place(document, int(row["start"]), int(row["end"]), int(row["line"]))


def widest(rows: Iterable[Row], document: str) -> Place | None:
    """Return the longest of the stretches that some rows about one thing were read from."""
    places = [place for row in rows if (place := place_of(row, document))]
    return max(places, key=lambda place: place.end - place.start, default=None)


def in_language(rows: Iterable[Row], key: str, lang: str) -> list[Row]:
    """Return rows without those that say ``key`` in another language than there is in ``lang``."""
    held = list(rows)
    spoken = {row.get(f"{key}@", "") for row in held}
    if lang not in spoken:
        lang = "vi" if "vi" in spoken else ""
    return [row for row in held if row.get(f"{key}@", lang) == lang]


def by(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    """Return rows by the value of a column, in the order in which the values first come."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        if key in row:
            found.setdefault(row[key], []).append(row)
    return found


def million(vnd: Iterable[str]) -> Decimal:
    """Return the sum of amounts in dong, in million dong."""
    return sum((Decimal(one) for one in vnd), Decimal(0)) / 1_000_000


def written(number: Decimal | float, lang: str) -> str:
    """Return a number as its readers write it.

    >>> written(Decimal("18706"), "vi"), written(Decimal("1375.50"), "en")
    ('18.706', '1,375.5')
    """
    text = f"{Decimal(str(number)):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text if lang == "en" else text.translate(str.maketrans(",.", ".,"))
