"""Who is named: register first, then the grammar of lists, collectives kept as collectives."""

from __future__ import annotations

import re

from sctbv_graph.extract.department_lists import departments, opens_list
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.party_places import PROPER, OwnTerritory, elsewhere_key
from sctbv_graph.extract.party_words import STARTS, single_kind, starts_party
from sctbv_graph.extract.places import PlaceReader, tail_of
from sctbv_graph.model import Body, Certainty, Mention, Party, Span, ThingId
from sctbv_graph.vietnamese.fold import UPPER, Token, fold, slug, squeeze, tokens

_LEADING_VERBS = ("chủ trì", "phối hợp với", "phối hợp", "đề nghị", "giao", "và", "với",
                  "giám đốc")  # fmt: skip
_ASIDE = [words.split() for words in (
    "cơ quan", "đơn vị", "là", "sau đây", "gọi", "viết tắt", "qua", "thông qua", "để", "chủ trì",
    "thường trực", "phối hợp", "đầu mối", "nay là", "nếu có",
)]  # fmt: skip
"""What begins a remark on a body in brackets, which names no unit of it."""
_SIGNS = {",", ";", ".", "(", ")", "/", ":", "-", "+", "*", "…"}
_ORGANIZATION = re.compile(
    rf"(?:Cơ sở sản xuất|Công ty|HTX|Hợp tác xã|Doanh nghiệp)\b.*?\s[{UPPER}]"
)
_ADDRESS = re.compile(rf"\s+(?=(?:ấp|khóm|xã|phường|thị trấn)\s+[{UPPER}0-9])")
_DISTRICT = re.compile(
    r"(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND)\s+(huyện|thành phố|thị xã|xã|phường|thị trấn)\s+",
    re.IGNORECASE,
)
_NEXT_PROPER = re.compile(rf"\s*,\s*(?:(xã|phường|thị trấn|huyện)\s+)?(?=[{UPPER}])")
_LOCAL_WORDS = re.compile(r"\b(?:huyện|phòng|xã|phường|thị trấn|thành phố)\b", re.IGNORECASE)
_KIND_EN = {
    **dict.fromkeys(("huyện", "thành phố", "thị xã"), "district-peoples-committee"),
    **dict.fromkeys(("xã", "phường", "thị trấn"), "commune-peoples-committee"),
}


class PartyReader:
    """Reads the parties of one document and remembers each once."""

    def __init__(self, lexicon: Lexicon, places: PlaceReader, territory: ThingId | None) -> None:
        """``territory`` completes the keys of provincial bodies."""
        self._lexicon = lexicon
        self._places = places
        self._territory = territory
        place = places.found.get(territory) if territory else None
        self._suffix = tail_of(place)
        self._own = OwnTerritory(place.name if place else "")
        self.found: dict[ThingId, Party] = {}

    # -- single bodies ---------------------------------------------------------------------

    def body(self, body: Body) -> ThingId:
        """Return the party of a register entry, remembered with its parent."""
        parent = self.body(self._lexicon.by_stem[body.parent]) if body.parent else None
        key = body.stem
        if parent is not None:
            key = f"{body.stem}-{parent.key}"
        elif body.level == "province" and self._suffix:
            key = f"{body.stem}-{self._suffix}"
        identity = ThingId("agency", key)
        administers = self._territory if body.kind == "provincial-peoples-committee" else None
        cls = "AgencyUnit" if parent else "Agency"
        self.found.setdefault(
            identity, Party(identity, cls, body.name, body.kind, parent, administers, True)
        )
        return identity

    def committee(self, kind_word: str, name: str) -> ThingId:
        """Return the People's Committee of a district or commune."""
        place = self._places.remember(kind_word, name, None)
        label = f"Ủy ban nhân dân {kind_word.lower()} {squeeze(name)}"
        suffix = place.key
        identity = ThingId("agency", f"ubnd-{suffix}")
        self.found.setdefault(
            identity,
            Party(identity, "Agency", label, _KIND_EN[kind_word.lower()], None, place),
        )
        return identity

    def unit(self, name: str, parent: ThingId) -> ThingId:
        """Return a unit that is only unique within its parent (a phòng of a district)."""
        words = squeeze(name)
        identity = ThingId("agency", f"{slug(fold(words))}-{parent.key}")
        kind = "district-division" if fold(words).startswith("phòng") else "sub-department"
        self.found.setdefault(identity, Party(identity, "AgencyUnit", words, kind, parent))
        return identity

    def named(self, phrase: str, local: ThingId | None) -> ThingId:
        """Return an organisation or a collective that no register knows, keyed by its words."""
        words = squeeze(phrase).strip(" .,;")
        where = local or self._territory
        tail = self._suffix
        if where and where != self._territory:
            tail = where.key.removeprefix("tinh-").removeprefix("huyen-")
        if _ORGANIZATION.match(_ADDRESS.split(words)[0]):
            identity = ThingId("organization", slug(f"{fold(words)} {tail}"))
            party = Party(identity, "OtherOrganization", words, "enterprise")
        elif kind := single_kind(words):
            bare = self._own.without(words)
            tail = "" if kind == "ministry" else self._suffix
            identity = ThingId("agency", slug(f"{fold(bare)} {tail}"))
            party = Party(identity, "Agency", words, kind)
        else:
            spelt = fold(words).replace("huyên", "huyện")  # line 169: typed without its mark
            identity = ThingId("party", slug(f"{spelt} {tail}"))
            party = Party(identity, "CollectiveParty", words[:1].upper() + words[1:], "collective")
        self.found.setdefault(identity, party)
        return identity

    # -- lists -----------------------------------------------------------------------------

    def read_list(self, text: str, span: Span, local: ThingId | None = None) -> list[Mention]:
        """Return the parties of a cell or phrase, one by one, in order.

        ``local`` is the district whose committee leads: its wards and divisions are meant.
        """
        words = tokens(text, span.start, span.end)
        mentions: list[Mention] = []
        position = self._skip(words, 0)
        while position < len(words):
            after = opens_list(words, position)
            for each in departments(self._lexicon, text, words, after) if after else ():
                party = self.body(each.body) if each.body else None
                named = party or self.named(f"Sở {text[each.span.start : each.span.end]}", None)
                mentions.append(Mention(named, each.span))
                position = each.last
            if not after or position < after:
                position = self._one(text, span, words, position, local, mentions)
            position = self._skip(words, position)
        return mentions

    def _skip(self, words: list[Token], position: int) -> int:
        while position < len(words):
            if words[position].text in _SIGNS:
                position += 1
                continue
            for verb in _LEADING_VERBS:
                length = len(verb.split())
                if [w.text for w in words[position : position + length]] == verb.split():
                    position += length
                    break
            else:
                return position
        return position

    def _one(
        self,
        text: str,
        span: Span,
        words: list[Token],
        first: int,
        local: ThingId | None,
        mentions: list[Mention],
    ) -> int:
        start = words[first].start
        match = self._lexicon.bodies.match_at(words, first)
        if match and not self._own.has(match.value.stem):
            match = None  # a city inside the province
        last, own = self._own.follow(text, words, match.last) if match else (first, True)
        if match and last > match.last:
            if own:
                return self._with_parenthesis(
                    text, words, last, start, self.body(match.value), mentions
                )
            return self._elsewhere(text, words, match.value, start, last, mentions)
        committee = _DISTRICT.match(text, start, span.end)
        if committee and PROPER.match(text, committee.end(), span.end):
            return self._committees(text, span, words, committee, mentions)
        centre = match is not None and match.value.kind == "centre"
        goes_on = centre and match is not None and self._goes_on(text, words, match.last)
        if match and not goes_on and self._ends_name(text, words, match.last):
            party = self.body(match.value)
            return self._with_parenthesis(text, words, match.last, start, party, mentions)
        return self._phrase(text, words, first, local, mentions)

    def _elsewhere(
        self,
        text: str,
        words: list[Token],
        body: Body,
        start: int,
        last: int,
        mentions: list[Mention],
    ) -> int:
        """Take a body of another province: its key ends in that province's name."""
        end = words[last - 1].end
        written = squeeze(text[start:end])
        identity = ThingId("agency", f"{body.stem}-{elsewhere_key(written)}")
        self.found.setdefault(identity, Party(identity, "Agency", written, body.kind))
        mentions.append(Mention(identity, Span(start, end)))
        return last

    def _goes_on(self, text: str, words: list[Token], position: int) -> bool:
        """Tell whether "và" goes on with a name: "Trung tâm Khuyến công và Tư vấn …"."""
        return (
            position + 1 < len(words)
            and words[position].text == "và"
            and text[words[position + 1].start].isupper()
            and not self._starts_party(text, words, position + 1)
        )

    def _ends_name(self, text: str, words: list[Token], position: int) -> bool:
        """Tell whether what follows a name is none of it: a sign, "và", another body's name."""
        if position >= len(words):
            return True
        word = words[position].text
        if word == "và" or not word.isalnum():
            return True
        following = self._lexicon.bodies.match_at(words, position)
        return following is not None and text[words[position].start].isupper()

    def _with_parenthesis(
        self,
        text: str,
        words: list[Token],
        position: int,
        start: int,
        party: ThingId,
        mentions: list[Mention],
    ) -> int:
        """Read "(…)" after a body: its parent ("thuộc …", "Bộ …") or its unit that is meant."""
        end = words[position - 1].end
        if position < len(words) and words[position].text == "(":
            close = next(
                (i for i in range(position, len(words)) if words[i].text == ")"), len(words) - 1
            )
            inner = words[position + 1 : close]
            inner_text = [w.text for w in inner]
            if inner and any(inner_text[: len(told)] == told for told in _ASIDE):
                mentions.append(Mention(party, Span(start, end)))
                return close + 1
            if inner:
                end = words[close].end
                if inner_text[0] != "thuộc" and inner_text[0] != "bộ":
                    known = self._lexicon.bodies.match_at(inner, 0)
                    if known and known.last == len(inner):
                        party = self.body(known.value)
                    else:
                        party = self.unit(text[inner[0].start : inner[-1].end], party)
                mentions.append(Mention(party, Span(start, end)))
                return close + 1
        mentions.append(Mention(party, Span(start, end)))
        return position

    def _committees(
        self,
        text: str,
        span: Span,
        words: list[Token],
        head: re.Match[str],
        mentions: list[Mention],
    ) -> int:
        """Read "UBND huyện Năm Căn, Ngọc Hiển, Đầm Dơi": one head, several committees."""
        kind, start, position = head[1], head.start(), head.end()
        first = True
        while proper := PROPER.match(text, position, span.end):
            party = self.committee(kind, proper.group())
            end = proper.end()
            certainty = (
                Certainty()
                if first
                else Certainty(
                    "inferred", "“Ủy ban nhân dân” đứng đầu danh sách được hiểu cho cả các tên sau"
                )
            )
            rest = [i for i, w in enumerate(words) if w.start >= end]
            after = rest[0] if rest else len(words)
            if after < len(words) and words[after].text == "(":
                return self._with_parenthesis(text, words, after, start, party, mentions)
            mentions.append(Mention(party, Span(start, end), certainty))
            following = _NEXT_PROPER.match(text, end, span.end)
            if not following or self._known_body_at(words, following.end()):
                return after
            next_name = PROPER.match(text, following.end(), span.end)
            if following[1] is None and next_name and not self._is_place(kind, next_name.group()):
                return after
            kind = following[1] or kind
            start = following.start(1) if following[1] else following.end()
            position, first = following.end(), False
        return len(words)

    def _is_place(self, kind: str, name: str) -> bool:
        """Tell whether a capitalised name after a comma can be a further place of the list."""
        folded = fold(name)
        return not any(folded == s or folded.startswith(s + " ") for s in STARTS) and (
            fold(f"{kind} {name}") in self._lexicon.place_names or len(name.split()) <= 3
        )

    def _known_body_at(self, words: list[Token], offset: int) -> bool:
        index = next((i for i, w in enumerate(words) if w.start >= offset), None)
        return index is not None and self._lexicon.bodies.match_at(words, index) is not None

    def starts_at(self, text: str, offset: int, end: int) -> bool:
        """Tell whether a party begins at ``offset``, a verb that opens the phrase left out."""
        words = tokens(text, offset, end)
        return self._starts_party(text, words, self._skip(words, 0))

    def _starts_party(self, text: str, words: list[Token], position: int) -> bool:
        if position >= len(words):
            return False
        if self._lexicon.bodies.match_at(words, position):
            return True
        rest = " ".join(w.text for w in words[position : position + 5]) + " "
        return starts_party(text, words[position].start, rest)

    def _phrase(
        self,
        text: str,
        words: list[Token],
        first: int,
        local: ThingId | None,
        mentions: list[Mention],
    ) -> int:
        """Take a phrase up to the next ";" or the next start of a party after "," or "và"."""
        position = first + 1
        while position < len(words):
            sign = words[position].text
            if sign == ";":
                break
            starts = self._starts_party(text, words, position + 1)
            if sign in (",", "và") and starts and not self._is_tail(words, first, position):
                break
            position += 1
        start, end = words[first].start, words[position - 1].end
        raw = text[start:end].rstrip(" .,;")
        end = start + len(raw)
        address = _ADDRESS.search(raw)
        short = raw[: address.start()] if address else raw
        name = short if _ORGANIZATION.match(short) else raw
        where = local if _LOCAL_WORDS.search(name) else None
        mentions.append(Mention(self.named(name, where), Span(start, start + len(name))))
        return position

    def _is_tail(self, words: list[Token], first: int, position: int) -> bool:
        """Tell whether what follows belongs to the phrase: "các đơn vị, tổ chức liên quan"."""
        head = " ".join(w.text for w in words[first:position])
        after = [w.text for w in words[position + 1 : position + 4]]
        noun_pair = head in ("các đơn vị", "các cơ quan", "đơn vị", "cơ quan", "các tổ chức")
        return noun_pair and after[:1] in (["tổ"], ["đơn"], ["ban"]) and words[position].text == ","

    @property
    def territory_kind(self) -> str:
        """What the plan's territory is: "tỉnh" or "thành phố"."""
        return self._own.kind

    def registered(self, stem: str) -> ThingId | None:
        """Return the party of a register entry by its stem, ``None`` where there is none."""
        body = self._lexicon.by_stem.get(stem)
        return self.body(body) if body else None

    def whole(self, text: str, span: Span) -> Mention | None:
        """Return the registered body that a span names and nothing else."""
        words = tokens(text, span.start, span.end)
        match = self._lexicon.bodies.match_at(words, 0) if words else None
        if match is None or not self._own.has(match.value.stem):
            return None
        last, own = self._own.follow(text, words, match.last)
        return Mention(self.body(match.value), span) if own and last == len(words) else None

    def post(self, label: str) -> ThingId:
        """Return the holders of a post in the provincial committee, as a collective."""
        identity = ThingId("party", slug(f"{label} {self._suffix}"))
        self.found.setdefault(identity, Party(identity, "CollectiveParty", label, "post-holders"))
        return identity
