"""Who is named: register first, then the grammar of lists, collectives kept as collectives."""

from __future__ import annotations

import re

from sctbv_graph.extract.committee_lists import committees
from sctbv_graph.extract.department_lists import departments, opens_list
from sctbv_graph.extract.knowledge import Lexicon
from sctbv_graph.extract.named_parties import NamedParties, without_address
from sctbv_graph.extract.party_words import starts_party
from sctbv_graph.model import Certainty, Mention, Span, ThingId
from sctbv_graph.vietnamese.fold import Token, squeeze, tokens

_LEADING_VERBS = [words.split() for words in (
    "chủ trì", "phối hợp với", "phối hợp", "đề nghị", "giao", "và", "với", "giám đốc",
)]  # fmt: skip
_FIRST_OF_VERBS = {verb[0] for verb in _LEADING_VERBS}
_ASIDE = [words.split() for words in (
    "cơ quan", "đơn vị", "là", "sau đây", "gọi", "viết tắt", "qua", "thông qua", "để", "chủ trì",
    "thường trực", "phối hợp", "đầu mối", "nay là", "nếu có",
)]  # fmt: skip
"""What begins a remark on a body in brackets, which names no unit of it."""
_SIGNS = {",", ";", ".", "(", ")", "/", ":", "-", "+", "*", "…"}
_LOCAL_WORDS = re.compile(r"\b(?:huyện|phòng|xã|phường|thị trấn|thành phố)\b", re.IGNORECASE)
_FROM_HEAD = Certainty(
    "inferred", "“Ủy ban nhân dân” đứng đầu danh sách được hiểu cho cả các tên sau"
)


class PartyReader:
    """Reads the parties of one document; they are kept in ``named``."""

    def __init__(self, lexicon: Lexicon, named: NamedParties) -> None:
        """Bind what names are looked up in, and where parties are kept."""
        self._lexicon = lexicon
        self.named = named

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
                party = self.named.body(each.body) if each.body else None
                named = party or self.named.unregistered(
                    f"Sở {text[each.span.start : each.span.end]}", None
                )
                mentions.append(Mention(named, each.span))
                position = each.last
            if not after or position < after:
                position = self._one(text, span, words, position, local, mentions)
            position = self._skip(words, position)
        return mentions

    def whole(self, text: str, span: Span) -> Mention | None:
        """Return the registered body that a span names and nothing else."""
        words = tokens(text, span.start, span.end)
        match = self._lexicon.bodies.match_at(words, 0) if words else None
        if match is None or not self.named.own.has(match.value.stem):
            return None
        last, own = self.named.own.follow(text, words, match.last)
        return Mention(self.named.body(match.value), span) if own and last == len(words) else None

    def starts_at(self, text: str, offset: int, end: int) -> bool:
        """Tell whether a party begins at ``offset``, a verb that opens the phrase left out."""
        words = tokens(text, offset, end)
        return self._starts_party(text, words, self._skip(words, 0))

    def _skip(self, words: list[Token], position: int) -> int:
        while position < len(words):
            word = words[position].text
            if word in _SIGNS:
                position += 1
                continue
            if word not in _FIRST_OF_VERBS:
                return position
            for verb in _LEADING_VERBS:
                length = len(verb)
                if [w.text for w in words[position : position + length]] == verb:
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
        """Take the party that begins at the token ``first``; return the token after it."""
        start = words[first].start
        match = self._lexicon.bodies.match_at(words, first)
        if match and not self.named.own.has(match.value.stem):
            match = None  # a city inside the province
        last, own = self.named.own.follow(text, words, match.last) if match else (first, True)
        if match and last > match.last:
            if own:
                return self._with_parenthesis(
                    text, words, last, start, self.named.body(match.value), mentions
                )
            end = words[last - 1].end
            party = self.named.elsewhere(match.value, squeeze(text[start:end]))
            mentions.append(Mention(party, Span(start, end)))
            return last
        if after := self._committees(text, span, words, first, mentions):
            return after
        centre = match is not None and match.value.kind == "centre"
        goes_on = centre and match is not None and self._goes_on(text, words, match.last)
        if match and not goes_on and self._ends_name(text, words, match.last):
            party = self.named.body(match.value)
            return self._with_parenthesis(text, words, match.last, start, party, mentions)
        return self._phrase(text, words, first, local, mentions)

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
                        party = self.named.body(known.value)
                    else:
                        party = self.named.unit(text[inner[0].start : inner[-1].end], party)
                mentions.append(Mention(party, Span(start, end)))
                return close + 1
        mentions.append(Mention(party, Span(start, end)))
        return position

    def _committees(
        self, text: str, span: Span, words: list[Token], first: int, mentions: list[Mention]
    ) -> int:
        """Take a list of committees; return the token after it, 0 where none begins."""
        after, certainty = 0, Certainty()
        for each in committees(self._lexicon, text, span, words, first):
            party = self.named.committee(each.kind, each.name)
            after = each.last
            if after < len(words) and words[after].text == "(":
                return self._with_parenthesis(text, words, after, each.span.start, party, mentions)
            mentions.append(Mention(party, each.span, certainty))
            certainty = _FROM_HEAD
        return after

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
            if (
                sign in (",", "và")
                and self._starts_party(text, words, position + 1)
                and not self._is_tail(words, first, position)
            ):
                break
            position += 1
        start, end = words[first].start, words[position - 1].end
        raw = text[start:end].rstrip(" .,;")
        end = start + len(raw)
        name = without_address(raw)
        where = local if _LOCAL_WORDS.search(name) else None
        mentions.append(
            Mention(self.named.unregistered(name, where), Span(start, start + len(name)))
        )
        return position

    def _is_tail(self, words: list[Token], first: int, position: int) -> bool:
        """Tell whether what follows belongs to the phrase: "các đơn vị, tổ chức liên quan"."""
        head = " ".join(w.text for w in words[first:position])
        after = [w.text for w in words[position + 1 : position + 4]]
        noun_pair = head in ("các đơn vị", "các cơ quan", "đơn vị", "cơ quan", "các tổ chức")
        return noun_pair and after[:1] in (["tổ"], ["đơn"], ["ban"]) and words[position].text == ","
