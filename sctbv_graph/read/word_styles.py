"""What a Word file's styles say of a paragraph or run: list, heading level, font, hidden."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from sctbv_graph.read.word_names import inner, is_on, number, val, w

_MAX_DEPTH = 20  # styles based on styles; a circle ends there


@dataclass(frozen=True, slots=True)
class Style:
    """What one style sets itself; ``None`` where it leaves it to the style it is based on."""

    based_on: str | None
    name: str
    num: str | None
    level: int | None
    outline: int | None
    font: str | None
    hidden: bool | None


def font_of(properties: etree._Element | None) -> str | None:
    """Return the font that run properties name, the one for Latin letters first."""
    fonts = None if properties is None else inner(properties, w("rFonts"))
    if fonts is None:
        return None
    return next((fonts.get(w(n)) for n in ("ascii", "hAnsi", "cs") if fonts.get(w(n))), None)


def hidden_of(properties: etree._Element | None) -> bool | None:
    """Return whether run properties hide the text, ``None`` where they do not say."""
    vanish = None if properties is None else inner(properties, w("vanish"))
    return None if vanish is None else is_on(vanish)


class Styles:
    """The styles of one document, by identifier."""

    def __init__(self, root: etree._Element | None) -> None:
        """Read ``word/styles.xml``, which may be missing."""
        self._elements: dict[str, etree._Element] = {}
        # Of those looked at: a file has many that nothing uses.
        self._chains: dict[str | None, list[Style]] = {}
        self._inherited: dict[tuple[str | None, str | None], tuple[str | None, bool]] = {}
        self._default: str | None = None
        self.font: str | None = None
        if root is None:
            return
        self.font = font_of(root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}"))
        for element in root.iterfind(w("style")):
            key = element.get(w("styleId"), "")
            self._elements[key] = element
            is_default = element.get(w("default")) in {"1", "true", "on"}
            if is_default and element.get(w("type")) == "paragraph":
                self._default = key

    def _chain(self, first: str | None) -> list[Style]:
        """Return a style and those it is based on, the nearest first."""
        known = self._chains.get(first)
        if known is not None:
            return known
        made: list[Style] = []
        key = first
        while key in self._elements and len(made) < _MAX_DEPTH:
            made.append(_style(self._elements[key]))
            key = made[-1].based_on
        self._chains[first] = made
        return made

    def list_of(self, properties: etree._Element | None) -> tuple[str, int] | None:
        """Return list and level of a paragraph: its own, else its style's; ``None`` for none."""
        style = val(None if properties is None else inner(properties, w("pStyle"))) or self._default
        own = None if properties is None else inner(properties, w("numPr"))
        chain = self._chain(style)
        num = None if own is None else val(inner(own, w("numId")))
        level = None if own is None else val(inner(own, w("ilvl")))
        if num is None:
            num = next((s.num for s in chain if s.num is not None), None)
        if num is None or num == "0":
            return None
        depth = next((s.level for s in chain if s.level is not None), 0)
        return num, number(level, depth)

    def heading_level(self, properties: etree._Element | None) -> int | None:
        """Return the outline level of a paragraph, 1 for the highest, ``None`` for body text."""
        if properties is None:
            return None
        own = val(inner(properties, w("outlineLvl")))
        level: int | None = number(own, 9) if own is not None else None
        if level is None:
            chain = self._chain(val(inner(properties, w("pStyle"))))
            level = next((s.outline for s in chain if s.outline is not None), None)
        return None if level is None or level > 8 else level + 1

    def font_and_hidden(
        self, paragraph: etree._Element | None, run: etree._Element | None
    ) -> tuple[str | None, bool]:
        """Return the font of a run and whether it is hidden; arguments are the properties."""
        run_style = val(None if run is None else inner(run, w("rStyle")))
        style = val(None if paragraph is None else inner(paragraph, w("pStyle"))) or self._default
        font, hidden = self._of_styles(run_style, style)
        own = hidden_of(run)
        return font_of(run) or font, hidden if own is None else own

    def _of_styles(self, run: str | None, paragraph: str | None) -> tuple[str | None, bool]:
        """Return font and hiding as a run inherits them: from its style, then its paragraph's."""
        known = self._inherited.get((run, paragraph))
        if known is None:
            chain = [*self._chain(run), *self._chain(paragraph)]
            font = next((s.font for s in chain if s.font), self.font)
            hidden = next((s.hidden for s in chain if s.hidden is not None), False)
            known = self._inherited[run, paragraph] = font, hidden
        return known


def _style(element: etree._Element) -> Style:
    paragraph, run = inner(element, w("pPr")), inner(element, w("rPr"))
    numbers = None if paragraph is None else inner(paragraph, w("numPr"))
    level = None if numbers is None else val(inner(numbers, w("ilvl")))
    outline = val(None if paragraph is None else inner(paragraph, w("outlineLvl")))
    return Style(
        val(inner(element, w("basedOn"))),
        val(inner(element, w("name"))) or "",
        None if numbers is None else val(inner(numbers, w("numId"))),
        None if level is None else number(level, 0),
        None if outline is None else number(outline, 9),
        font_of(run),
        hidden_of(run),
    )
