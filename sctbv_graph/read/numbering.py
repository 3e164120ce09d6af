"""Automatic numbers of a Word file, as Word counts them (ECMA-376, part 1, 17.9).

A paragraph only names a list and a level; the number shown is counted over the document. Lists
that share an abstract definition count on together, but for a list whose level has a start
override: it begins anew where it is first used (Plan 211 rebuilt: 1, then 11, 12, 13, then 15).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from sctbv_graph.read.word_names import number, val, w

_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"),
          (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_BULLETS = {"\uf0b7": "•", "\uf02d": "-", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "o": "o"}
MAX_LEVELS = 9


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how it is written, when it starts anew."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class _List:
    """An abstract list: its levels, its counters, and the overrides already used."""

    levels: dict[int, Level]
    style: str | None = None
    counters: dict[int, int] = field(default_factory=dict)
    used: set[tuple[str, int]] = field(default_factory=set)


def roman(value: int) -> str:
    """Return a number in Roman numerals (capitals).

    >>> roman(4), roman(1994)
    ('IV', 'MCMXCIV')
    """
    made = ""
    for size, letters in _ROMAN:
        made += letters * (value // size)
        value %= size
    return made


def written(value: int, form: str) -> str:
    """Return a counter as a list's format writes it.

    >>> written(28, "lowerLetter"), written(3, "decimalZero"), written(2, "upperRoman")
    ('bb', '03', 'II')
    """
    if form in {"upperRoman", "lowerRoman"} and 0 < value < 4000:
        return roman(value) if form == "upperRoman" else roman(value).lower()
    if form in {"upperLetter", "lowerLetter"} and 0 < value < 1000:
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    if form == "decimalZero":
        return f"{value:02d}"
    return "" if form in {"none", "bullet"} else str(value)


def _level(element: etree._Element) -> Level:
    restart = val(element.find(w("lvlRestart")))
    return Level(
        number(val(element.find(w("start"))), 0 if element.find(w("start")) is None else 1),
        val(element.find(w("numFmt"))) or "decimal",
        val(element.find(w("lvlText"))) or "",
        None if restart is None else number(restart, 0),
        element.find(w("isLgl")) is not None,
    )


class Numbering:
    """Counts the automatic numbers of one document; ask for paragraphs in document order."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read ``word/numbering.xml``; a document without it has no automatic numbers."""
        self._lists: dict[str, _List] = {}
        self._of: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._levels: dict[tuple[str, int], Level] = {}
        if root is None:
            return
        links: dict[str, str] = {}
        for element in root.iterfind(w("abstractNum")):
            key = element.get(w("abstractNumId"), "")
            levels = {number(v.get(w("ilvl")), 0): _level(v) for v in element.iterfind(w("lvl"))}
            self._lists[key] = _List(levels, val(element.find(w("styleLink"))))
            link = val(element.find(w("numStyleLink")))
            if link:
                links[key] = link
        for element in root.iterfind(w("num")):
            num = element.get(w("numId"), "")
            self._of[num] = val(element.find(w("abstractNumId"))) or ""
            for override in element.iterfind(w("lvlOverride")):
                level = number(override.get(w("ilvl")), 0)
                start = val(override.find(w("startOverride")))
                if start is not None:
                    self._starts[num, level] = number(start, 1)
                own = override.find(w("lvl"))
                if own is not None:
                    self._levels[num, level] = _level(own)
        self._follow(links)

    def _follow(self, links: dict[str, str]) -> None:
        """A list that only points at a list style takes that list's levels."""
        by_style = {made.style: made for made in self._lists.values() if made.style}
        for key, style in links.items():
            if style in by_style and not self._lists[key].levels:
                self._lists[key].levels = by_style[style].levels

    def label(self, num: str, level: int) -> str | None:
        """Count one paragraph of list ``num`` and return its number or bullet as shown."""
        made = self._lists.get(self._of.get(num, ""))
        if made is None or not 0 <= level < MAX_LEVELS:
            return None
        own = self._level_of(num, made, level)
        if own is None:
            return None
        for upper in range(level):
            if upper not in made.counters:
                above = self._level_of(num, made, upper)
                made.counters[upper] = above.start if above else 1
        override = self._starts.get((num, level))
        if override is not None and (num, level) not in made.used:
            made.used.add((num, level))
            made.counters[level] = override
        elif level in made.counters:
            made.counters[level] += 1
        else:
            made.counters[level] = own.start
        self._restart(num, made, level)
        if own.form == "bullet":
            return _BULLETS.get(own.text, own.text) or "•"
        return self._shown(num, made, own)

    def _level_of(self, num: str, made: _List, level: int) -> Level | None:
        return self._levels.get((num, level)) or made.levels.get(level)

    def _restart(self, num: str, made: _List, level: int) -> None:
        """Levels below start anew, but for those that restart only after a higher one."""
        for lower in [deeper for deeper in made.counters if deeper > level]:
            below = self._level_of(num, made, lower)
            after = None if below is None else below.restart
            if after is None or (after and level < after):
                del made.counters[lower]

    def _shown(self, num: str, made: _List, own: Level) -> str:
        text = own.text
        for index in range(MAX_LEVELS):
            sign = f"%{index + 1}"
            if sign in text:
                level = self._level_of(num, made, index) or Level()
                form = "decimal" if own.legal else level.form
                text = text.replace(sign, written(made.counters.get(index, level.start), form))
        return text.strip()
