"""The parties that a text names, each kept once under its key.

A body of the register keeps the register's key; a body that no register knows gets one of its own
words, a plural stays a collective. The territory of the plan, or of the place that leads, completes
the keys of what is only unique within it.
"""

from __future__ import annotations

import re

from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.party_places import OwnTerritory, elsewhere_key
from sctbv_graph.extract.party_words import single_kind
from sctbv_graph.extract.places import PlaceReader, tail_of
from sctbv_graph.model import Body, Party, ThingId
from sctbv_graph.vietnamese.fold import UPPER, fold, slug, squeeze

COMMITTEES = {
    **dict.fromkeys(("huyện", "quận", "thị xã", "thành phố"), "district-peoples-committee"),
    **dict.fromkeys(("xã", "phường", "thị trấn", "đặc khu"), "commune-peoples-committee"),
}
"""The kind of the People's Committee of a territory below the province, by the territory's kind."""
_ORGANIZATION = re.compile(
    rf"(?:Cơ sở sản xuất|Công ty|HTX|Hợp tác xã|Doanh nghiệp)\b.*?\s[{UPPER}]"
)
_ADDRESS = re.compile(rf"\s+(?=(?:ấp|khóm|xã|phường|thị trấn)\s+[{UPPER}0-9])")


def without_address(words: str) -> str:
    """Return the words of a party; of an organisation without the address that follows its name.

    >>> without_address("Công ty Minh Phú, ấp 1 xã Tắc Vân"), without_address("Các xã, phường")
    ('Công ty Minh Phú,', 'Các xã, phường')
    """
    short = _ADDRESS.split(words)[0]
    return short if _ORGANIZATION.match(short) else words


class NamedParties:
    """Keeps the parties of one document; each method returns the identity of one."""

    def __init__(self, lexicon: Lexicon, places: PlaceReader, territory: ThingId | None) -> None:
        """``territory`` completes the keys of provincial bodies."""
        self._lexicon = lexicon
        self._places = places
        self._territory = territory
        place = places.found.get(territory) if territory else None
        self._suffix = tail_of(place)
        self.own = OwnTerritory(place.name if place else "")
        self.found: dict[ThingId, Party] = {}

    def keep(self, party: Party) -> ThingId:
        """Keep a party, unless one of its key is kept already."""
        self.found.setdefault(party.id, party)
        return party.id

    def body(self, body: Body) -> ThingId:
        """Keep the party of a register entry, with its parent."""
        parent = self.body(self._lexicon.by_stem[body.parent]) if body.parent else None
        key = body.stem
        if parent is not None:
            key = f"{body.stem}-{parent.key}"
        elif body.level == "province" and self._suffix:
            key = f"{body.stem}-{self._suffix}"
        administers = self._territory if body.kind == "provincial-peoples-committee" else None
        cls = "AgencyUnit" if parent else "Agency"
        return self.keep(
            Party(ThingId("agency", key), cls, body.name, body.kind, parent, administers, True)
        )

    def registered(self, stem: str) -> ThingId | None:
        """Keep the party of a register entry by its stem; ``None`` where there is none."""
        body = self._lexicon.by_stem.get(stem)
        return self.body(body) if body else None

    def elsewhere(self, body: Body, written: str) -> ThingId:
        """Keep a body of another province: its key ends in that province's name."""
        identity = ThingId("agency", f"{body.stem}-{elsewhere_key(written)}")
        return self.keep(Party(identity, "Agency", written, body.kind))

    def committee(self, kind_word: str, name: str) -> ThingId:
        """Keep the People's Committee of a district or commune."""
        place = self._places.remember(kind_word, name, None)
        label = f"Ủy ban nhân dân {kind_word.lower()} {squeeze(name)}"
        identity = ThingId("agency", f"ubnd-{place.key}")
        return self.keep(
            Party(identity, "Agency", label, COMMITTEES[kind_word.lower()], None, place)
        )

    def unit(self, name: str, parent: ThingId) -> ThingId:
        """Keep a unit that is only unique within its parent (a phòng of a district)."""
        words = squeeze(name)
        identity = ThingId("agency", f"{slug(fold(words))}-{parent.key}")
        kind = "district-division" if fold(words).startswith("phòng") else "sub-department"
        return self.keep(Party(identity, "AgencyUnit", words, kind, parent))

    def post(self, label: str) -> ThingId:
        """Keep the holders of a post in the provincial committee, as a collective."""
        identity = ThingId("party", slug(f"{label} {self._suffix}"))
        return self.keep(Party(identity, "CollectiveParty", label, "post-holders"))

    def unregistered(self, phrase: str, local: ThingId | None) -> ThingId:
        """Keep an organisation or a collective that no register knows, keyed by its words."""
        words = squeeze(phrase).strip(" .,;")
        where = local or self._territory
        tail = self._suffix
        if where and where != self._territory:
            tail = where.key.removeprefix("tinh-").removeprefix("huyen-")
        if _ORGANIZATION.match(_ADDRESS.split(words)[0]):
            identity = ThingId("organization", slug(f"{fold(words)} {tail}"))
            return self.keep(Party(identity, "OtherOrganization", words, "enterprise"))
        if kind := single_kind(words):
            bare = self.own.without(words)
            tail = "" if kind == "ministry" else self._suffix
            identity = ThingId("agency", slug(f"{fold(bare)} {tail}"))
            return self.keep(Party(identity, "Agency", words, kind))
        spelt = fold(words).replace("huyên", "huyện")  # line 169: typed without its mark
        identity = ThingId("party", slug(f"{spelt} {tail}"))
        shown = words[:1].upper() + words[1:]
        return self.keep(Party(identity, "CollectiveParty", shown, "collective"))
