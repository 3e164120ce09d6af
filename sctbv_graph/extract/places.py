"""Administrative units in running text: "ấp 7, xã Khánh Hòa, huyện U Minh"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.model import KnownPlace, Place, Span, ThingId
from sctbv_graph.vietnamese.fold import CAPITALISED, UPPER, fold, slug, squeeze

_KINDS = {
    "ấp": "hamlet",
    "khóm": "hamlet",
    "xã": "commune",
    "phường": "ward",
    "thị trấn": "township",
    "huyện": "district",
    "thị xã": "district",
    "thành phố": "city-under-province",
    "tỉnh": "province",
}
_NAME = rf"(?:\d+|{CAPITALISED}(?:\s+{CAPITALISED})*)"
_PLACE = re.compile(rf"(?<!\w)(?P<kind>(?i:{'|'.join(_KINDS)}))\s+(?P<name>{_NAME})(?!\w)")
_OF_PROVINCES = re.compile(r"\A(?:tinh|thanh-pho)-")
_CAPITAL = re.compile(rf"\s*(?:\d|[{UPPER}])")


def tail_of(territory: Place | None) -> str:
    """Return what ends the keys of a territory's bodies and acts: its name, whatever its key.

    The province of after a merger has a key of its own, "tinh-ca-mau-2025"; the departments that
    go on, and the documents, keep theirs.

    >>> tail_of(Place(ThingId("place", "tinh-ca-mau-2025"), "tỉnh Cà Mau", "province"))
    'ca-mau'
    """
    if territory is None:
        return ""
    name, key = slug(territory.name), territory.id.key
    return _OF_PROVINCES.sub("", name if re.fullmatch(f"{name}-\\d{{4}}", key) else key)


class PlaceReader:
    """Reads places of one document and remembers each once."""

    def __init__(
        self, lexicon: Lexicon, territory: ThingId | None, day: date | None = None
    ) -> None:
        """``territory`` is the province the plan is for; names without one lie in it.

        ``day`` is the plan's: of two units of one name the one that was there then is meant.
        """
        self._lexicon = lexicon
        self._territory = territory
        self._day = day
        self.found: dict[ThingId, Place] = {}

    def remember(self, kind_word: str, name: str, within: ThingId | None) -> ThingId:
        """Return the place of that kind and name, known from the register or minted."""
        kind = _KINDS[kind_word.casefold()]
        label = f"{kind_word.lower()} {squeeze(name)}"
        for known in self._of_the_day(self._lexicon.place_names.get(fold(label), ())):
            parent = self._ancestors(known.within)
            root = self._territory
            if (
                within is None
                or within.key in parent
                or known.kind == "province"
                or (root is not None and within == root)
            ):
                return self._register(known.key)
        if kind == "province":
            identity = ThingId("place", slug(label))
        else:
            inside = within or self._territory
            # "xa-khanh-thuan-u-minh": the parent's name without its kind keeps keys short.
            tail = self._bare_name(inside) if inside else ""
            identity = ThingId("place", slug(f"{label} {tail}"))
            within = inside
        self.found.setdefault(identity, Place(identity, label, kind, within))
        return identity

    def _of_the_day(self, known: Sequence[KnownPlace]) -> Sequence[KnownPlace]:
        """Return those that were there on the plan's day first: an old name may still be used."""
        day = self._day
        if day is None:
            return [place for place in known if place.since is None]
        return sorted(known, key=lambda place: not place.existed(day))

    def _bare_name(self, identity: ThingId) -> str:
        place = self.found.get(identity)
        words = place.name if place else identity.key
        for kind in sorted(_KINDS, key=len, reverse=True):
            if words.casefold().startswith(kind + " "):
                words = words[len(kind) + 1 :]
                break
        if place is not None and place.kind in ("commune", "ward", "township") and place.within:
            return f"{place.name} {self._bare_name(place.within)}"
        return words

    def _ancestors(self, key: str) -> set[str]:
        chain = set()
        while key:
            chain.add(key)
            known = self._lexicon.places.get(key)
            key = known.within if known else ""
        return chain

    def _register(self, key: str) -> ThingId:
        known = self._lexicon.places[key]
        identity = ThingId("place", key)
        held = known.within in self._lexicon.places  # a unit of after 2025 may lie in no known one
        within = self._register(known.within) if held else None
        self.found.setdefault(identity, Place(identity, known.name, known.kind, within, True))
        return identity

    def read(self, text: str, span: Span) -> tuple[ThingId, ...]:
        """Return the narrowest places of a span: chains "xã …, huyện …" give their first."""
        matches = [
            m
            for m in _PLACE.finditer(text, span.start, span.end)
            if _CAPITAL.match(text, m.start("name"), m.end("name"))
        ]
        chains: list[list[re.Match[str]]] = []
        for match in matches:
            between = text[chains[-1][-1].end() : match.start()] if chains else ""
            if chains and between.strip() in (",", "") and len(between) < 4:
                chains[-1].append(match)
            else:
                chains.append([match])
        found: list[ThingId] = []
        for chain in chains:
            within = None
            for match in reversed(chain):
                within = self.remember(match["kind"], match["name"], within)
            if within is not None and within not in found:
                found.append(within)
        return tuple(found)
