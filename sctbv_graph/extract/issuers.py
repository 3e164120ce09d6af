"""Who issued a document: as the text says after "của", as a letterhead says, or by its sign.

"của Bộ trưởng Bộ Tài chính", "của Ban Thường vụ Tỉnh ủy", "ỦY BAN NHÂN DÂN / THÀNH PHỐ CẦN THƠ".
Bodies of the register keep their keys; others get one of the same make.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sctbv_graph.extract.bodies import NAMES, PROVINCES, NationalBody, by_sign
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.letterhead import Letterhead
from sctbv_graph.extract.named_parties import COMMITTEES, NamedParties
from sctbv_graph.extract.parties import PartyReader
from sctbv_graph.model import Party, Place, Span, ThingId
from sctbv_graph.vietnamese.fold import CAPITALISED, Token, slug, squeeze, tokens

_LOCAL = {
    "ủy ban nhân dân": ("ubnd", "Ủy ban nhân dân", "provincial-peoples-committee"),
    "hội đồng nhân dân": ("hdnd", "Hội đồng nhân dân", "provincial-peoples-council"),
}
_PARTY = {
    "tỉnh ủy": ("tinh-uy", "Tỉnh ủy"),
    "thành ủy": ("thanh-uy", "Thành ủy"),
    "huyện ủy": ("huyen-uy", "Huyện ủy"),
}
_LEADING = ("chủ tịch", "ban thường vụ", "ban chấp hành đảng bộ", "ban chấp hành", "thường trực")
_KINDS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")
_NAME = re.compile(rf"\s+{CAPITALISED}(?:\s+{CAPITALISED}){{0,3}}")
_WINDOW = 90


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that issues documents, and where its name ends."""

    party: ThingId
    end: int
    national: bool
    tail: str = ""  # the name that ends the keys of its documents, where not the plan's territory


class IssuerReader:
    """Reads the issuers that one document names."""

    def __init__(
        self, lexicon: Lexicon, named: NamedParties, territory: Place | None, own: ThingId | None
    ) -> None:
        """``territory`` is the province or city of the plan, ``own`` its People's Committee."""
        self._lexicon = lexicon
        self._named = named
        self._territory = territory
        self._own = own

    def national(self, body: NationalBody) -> ThingId:
        """Return the agency of a national body, with the register's key where it has one."""
        known = self._lexicon.by_stem.get(body.stem)
        if known:
            return self._named.body(known)
        identity = ThingId("agency", body.stem)
        return self._named.keep(Party(identity, "Agency", body.name, body.kind))

    def by_sign(self, sign: str) -> Issuer | None:
        """Return the national body that a sign names."""
        body = by_sign(sign)
        return Issuer(self.national(body), 0, True) if body else None

    def after(self, text: str, position: int, limit: int) -> Issuer | None:
        """Return the issuer named after "của" at ``position``; ``None`` where none is known."""
        words = tokens(text, position, min(limit, position + _WINDOW))
        if not words or words[0].text != "của":
            return None
        known = self._lexicon.bodies.match_at(words, 1)
        body = NAMES.match_at(words, 1)
        if body and (known is None or body.end >= known.end):
            return Issuer(self.national(body.value), body.end, True)
        local = self._local(text, words, 1, limit)
        if local and (known is None or local.end >= known.end):
            return local
        if known:
            return Issuer(self._named.body(known.value), known.end, known.value.level == "national")
        return None

    def unknown(self, text: str, span: Span) -> Issuer | None:
        """Return a body that no register knows, by the words that name it, from a capital on."""
        words = squeeze(text[span.start : span.end])
        if not words[:1].isupper():
            return None
        national = "Trung ương" in words
        tail = "" if national else self._name_of_territory()
        identity = ThingId("party", slug(f"{words} {tail}"))
        party = self._named.keep(Party(identity, "CollectiveParty", words, "collective"))
        return Issuer(party, span.end, national)

    def _local(self, text: str, words: list[Token], first: int, limit: int) -> Issuer | None:
        """Read a committee, council or Party committee of a territory."""
        first = _skip(words, first)
        for name, (stem, label) in _PARTY.items():
            if _starts(words, first, name):
                end = words[first + len(name.split()) - 1].end
                return self._of_territory(text, stem, label, "party-committee", "", end, limit)
        for name, (stem, label, kind) in _LOCAL.items():
            length = len(name.split())
            if not _starts(words, first, name):
                continue
            place = next((k for k in _KINDS if _starts(words, first + length, k)), None)
            if place is None:
                return None
            end = words[first + length + len(place.split()) - 1].end
            if place == "tỉnh" and self._lexicon.by_stem.get(f"{stem}-tinh"):
                return self._provincial(text, f"{stem}-tinh", label, kind, end, limit)
            return self._of_territory(text, f"{stem}-{slug(place)}", label, kind, place, end, limit)
        return None

    def _provincial(
        self, text: str, stem: str, label: str, kind: str, end: int, limit: int
    ) -> Issuer | None:
        """Return a body of a province: of this one, or of the one that is named."""
        named, after = _province_at(text, end, limit)
        here = self._territory is not None and self._territory.kind == "province"
        if named and not (here and self._is_own(named)):
            identity = ThingId("agency", slug(f"{stem} {named}"))
            party = self._named.keep(Party(identity, "Agency", f"{label} tỉnh {named}", kind))
            return Issuer(party, after, False, slug(named))
        if not here:
            return None  # "UBND tỉnh" in a commune's plan: which province, no word tells
        return Issuer(self._named.body(self._lexicon.by_stem[stem]), after, False)

    def _of_territory(
        self, text: str, stem: str, label: str, kind: str, place: str, end: int, limit: int
    ) -> Issuer:
        name = _NAME.match(text, end, limit)
        if name:
            end = name.end()
        whose = " ".join(name.group().split()) if name else self._name_of_territory()
        if kind != "party-committee" and place == "thành phố" and self._own:
            own_city = self._territory is not None and self._territory.name.startswith("thành phố")
            if own_city and (name is None or self._is_own(name.group())) and stem[:4] == "ubnd":
                return Issuer(self._own, end, False)
        key = slug(f"{stem} {whose}")
        identity = ThingId("agency", key)
        shown = " ".join(part for part in (label, place, whose) if part)
        return Issuer(self._named.keep(Party(identity, "Agency", shown, kind)), end, False)

    def _name_of_territory(self) -> str:
        if self._territory is None:
            return ""
        kind = next((k for k in _KINDS if self._territory.name.startswith(f"{k} ")), "")
        return self._territory.name[len(kind) :].strip()

    def _is_own(self, name: str) -> bool:
        return slug(name) == slug(self._name_of_territory())


def own_issuer(
    lexicon: Lexicon,
    parties: PartyReader,
    territory: Place | None,
    letterhead: Letterhead | None,
    text: str,
) -> ThingId | None:
    """Return who issues the plan itself: by its letterhead, else the province's committee."""
    reader = IssuerReader(lexicon, parties.named, territory, None)
    if letterhead and letterhead.unit:
        words = text[letterhead.unit.start : letterhead.unit.end]
        mentions = parties.read_list(text, letterhead.unit) if words else []
        return mentions[0].party if mentions else None
    if letterhead and letterhead.national:
        return reader.national(letterhead.national)
    body = letterhead.body if letterhead else "ubnd"
    if territory is None:
        return None
    kind = next((k for k in _KINDS if territory.name.startswith(f"{k} ")), "tỉnh")
    if kind == "tỉnh" and f"{body}-tinh" in lexicon.by_stem:
        return parties.named.body(lexicon.by_stem[f"{body}-tinh"])
    bare = territory.name[len(kind) :].strip()
    if body == "party":
        stem, label = ("thanh-uy", "Thành ủy") if kind == "thành phố" else ("tinh-uy", "Tỉnh ủy")
        identity = ThingId("agency", slug(f"{stem} {bare}"))
        party = Party(identity, "Agency", f"{label} {bare}", "party-committee")
    else:
        stem, label, local = next(v for v in _LOCAL.values() if v[0] == body)
        identity = ThingId("agency", f"{stem}-{territory.id.key}")
        party_kind = local if territory.kind in ("province", "municipality") else COMMITTEES[kind]
        administers = territory.id if body == "ubnd" else None
        party = Party(
            identity, "Agency", f"{label} {territory.name}", party_kind, None, administers
        )
    return parties.named.keep(party)


def _province_at(text: str, position: int, limit: int) -> tuple[str, int]:
    """Return the name of a province that follows and where it ends; "" where none does."""
    match = _NAME.match(text, position, limit)
    if match:
        words = list(re.finditer(r"\S+", match.group()))
        for count in range(len(words), 0, -1):
            name = " ".join(word.group() for word in words[:count])
            if slug(name) in PROVINCES:
                return name, match.start() + words[count - 1].end()
    return "", position


def _starts(words: list[Token], first: int, phrase: str) -> bool:
    wanted = phrase.split()
    return [w.text for w in words[first : first + len(wanted)]] == wanted


def _skip(words: list[Token], first: int) -> int:
    """Pass over whoever signs for the body: "Chủ tịch", "Ban Thường vụ"."""
    for lead in _LEADING:
        if _starts(words, first, lead):
            return first + len(lead.split())
    return first
