"""The territory that stands after a body's name: "Công an tỉnh", "Sở Y tế tỉnh Kiên Giang"."""

from __future__ import annotations

import re

from sctbv_graph.vietnamese.fold import CAPITALISED, Token, slug, squeeze

MUNICIPALITIES = ("ha-noi", "ho-chi-minh", "da-nang", "hai-phong", "can-tho", "hue")
"""Keys of the cities at the rank of a province (Nghị quyết 202/2025/QH15)."""
PROPER = re.compile(rf"{CAPITALISED}(?:\s+{CAPITALISED})*")
"""A proper name: words with a capital letter each."""
_OF_CITIES = ("ubnd-thanh-pho", "hdnd-thanh-pho", "thanh-uy")
_KIND = re.compile(
    r"(tỉnh|thành\s+phố|tp)\b\.?(?!\s+(?:ủy|đoàn|hội|lộ|thông\s+minh|trực\s+thuộc|khác)\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"\b(?i:(tỉnh|thành phố|tp\.?))\s+(\S.*)\Z")
_BARE_KIND = re.compile(r"(?:tỉnh|thành phố)\s+")


class OwnTerritory:
    """The plan's territory by name: "tỉnh Cà Mau", "thành phố Hà Nội", "" where unknown."""

    def __init__(self, name: str) -> None:
        """Bind the territory's name with its kind."""
        self.name = _BARE_KIND.sub("", name)
        self._folded = self.name.casefold()
        self.kind = "thành phố" if name.casefold().startswith("thành phố") else "tỉnh"

    def has(self, stem: str) -> bool:
        """Tell whether a body of the register can be here: a province has no Thành ủy."""
        return self.kind == "thành phố" or stem not in _OF_CITIES

    def follow(self, text: str, words: list[Token], at: int) -> tuple[int, bool]:
        """Return where a name with its territory ends, and whether that is the plan's own.

        ``at`` is the word after the name; it is returned where no territory follows.
        """
        if at >= len(words) or not self.name:
            return at, True
        kind = _KIND.match(text, words[at].start)
        following = _after(words, at, kind.end(1)) if kind else at
        if following >= len(words):
            return following, True
        place = words[following].start
        written = squeeze(kind[1].casefold()).replace("tp", "thành phố") if kind else self.kind
        end = place + len(self.name)
        if written == self.kind and text[place:end].casefold() == self._folded:
            return _after(words, following, end), True
        proper = PROPER.match(text, place) if kind else None
        return (_after(words, following, proper.end()), False) if proper else (following, True)

    def without(self, words: str) -> str:
        """Return a name without this territory after it.

        >>> OwnTerritory("thành phố Cần Thơ").without("Điện lực TP. Cần Thơ")
        'Điện lực'
        """
        if not self.name:
            return words
        own = rf"\s+(?:(?:tỉnh|thành phố|tp\.?)\s+)?{re.escape(self.name)}\Z"
        return re.sub(own, "", words, flags=re.IGNORECASE)


def elsewhere_key(written: str) -> str:
    """Return what completes the key of a body of another territory, from its whole name.

    >>> elsewhere_key("Sở Y tế tỉnh Kiên Giang"), elsewhere_key("Công an thành phố Vinh")
    ('kien-giang', 'thanh-pho-vinh')
    """
    name = _NAMED.search(written)
    where = slug(name[2]) if name else slug(written)
    inside = name is not None and name[1].casefold() != "tỉnh" and where not in MUNICIPALITIES
    return f"thanh-pho-{where}" if inside else where


def _after(words: list[Token], at: int, end: int) -> int:
    return next((i for i in range(at, len(words)) if words[i].start >= end), len(words))
