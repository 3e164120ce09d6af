"""Diagrams of the ontology as SVG, drawn from its records: the tree of classes, and its relations.

Deterministic: the same ontology gives the same bytes. Text keeps the colour of the page
(``currentColor``), so the drawings serve light and dark pages; every box links to its term.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from sctbv_graph.publish.ontology import Ontology, Term

GROUPS: dict[str, dict[str, str]] = {
    "documents": {"vi": "Văn bản, tệp nguồn, căn cứ", "en": "Documents, source files, evidence"},
    "elements": {"vi": "Thành phần kế hoạch, đại lượng", "en": "Plan elements, quantities"},
    "parties": {"vi": "Chủ thể, phân công, địa bàn", "en": "Parties, assignments, places"},
    "amounts": {"vi": "Kinh phí", "en": "Money"},
    "corpus": {"vi": "Dữ liệu quanh kế hoạch", "en": "The corpus around a plan"},
    "audit": {"vi": "Kiểm tra, gợi ý", "en": "Audit, suggestions"},
}
"""The files of ``shapes/model/`` and what they are about, in the order of reading."""

Link = Callable[[str], str]
"""Local name of a term -> the address of its place."""

_LETTER = 8.5  # mean width of a bold letter at 13 px in a wide font (DejaVu Sans)
_SMALL_LETTER = 6.6  # the same at 11 px, not bold
_ROW = 26
# Presentation attributes, no <style>: a content security policy may forbid styles in a page.
_TEXT = '<text x="{x:g}" y="{y:g}"{more}>{text}</text>'
_BOLD, _SMALL = ' font-weight="600"', ' font-size="11" fill-opacity=".8"'
_LINE = 'fill="none" stroke="currentColor" stroke-opacity=".55"'
_RECT = (
    '<rect x="{x:g}" y="{y:g}" width="{w:g}" height="{h:g}" rx="4" fill="currentColor" '
    'fill-opacity=".06" stroke="currentColor" stroke-opacity=".5"{more}/>'
)
_ARROW = (
    '<defs><marker id="{id}" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" '
    'orient="auto"><path d="M0 0L8 4L0 8z" fill="currentColor"/></marker></defs>'
)


@dataclass(frozen=True, slots=True)
class Diagram:
    """One drawing: its key, title and SVG text."""

    name: str
    title: str
    svg: str


def draw_all(ontology: Ontology, lang: str, link: Link = "#{}".format) -> list[Diagram]:
    """Return the tree of classes and one diagram of relations a group."""
    tree = {"vi": "Cây các lớp", "en": "Tree of classes"}[lang]
    made = [Diagram("classes", tree, class_tree(ontology, lang, link, tree))]
    for group, titles in GROUPS.items():
        svg = relations(ontology, group, lang, link)
        made.append(Diagram(group, titles[lang], svg))
    return made


def class_tree(ontology: Ontology, lang: str, link: Link, title: str) -> str:
    """Return the classes as an indented tree, a line each, with label and local name."""
    classes = {term.name: term for term in ontology.of_kind("class")}
    below: dict[str, list[Term]] = defaultdict(list)
    for term in classes.values():
        for wider in [w for w in term.supers if w in classes] or [""]:
            below[wider].append(term)

    def walk(name: str, depth: int) -> Iterator[tuple[int, Term]]:
        for term in below[name]:
            yield depth, term
            yield from walk(term.name, depth + 1)

    rows = list(walk("", 0))
    parts: list[str] = []
    tops: dict[int, int] = {}
    width = 0.0
    for number, (depth, term) in enumerate(rows):
        y = 8 + number * _ROW
        x = 8 + depth * 30
        wide = len(term.label[lang]) * _LETTER + len(term.name) * _SMALL_LETTER + 24
        width = max(width, x + wide)
        if depth:  # down from the box before it on the same level, else from the wider class
            above, before = tops[depth - 1], tops.get(depth, 0)
            up = before + 11 if before > above else above + 22
            parts.append(f'<path {_LINE} d="M{x - 18} {up}V{y + 11}H{x}"/>')
        tops[depth] = y
        parts.append(_box(term, x, y, wide, lang, link))
    return _svg(title, width + 8, len(rows) * _ROW + 12, parts)


def _box(term: Term, x: float, y: float, wide: float, lang: str, link: Link) -> str:
    label, name = escape(term.label[lang]), escape(term.name)
    return (
        f'<a href="{escape(link(term.name))}">{_RECT.format(x=x, y=y, w=wide, h=22, more="")}'
        f'<text x="{x + 8:g}" y="{y + 15:g}"{_BOLD}>{label}'
        f'<tspan dx="8" font-weight="400"{_SMALL}>{name}</tspan></text></a>'
    )


def _text(x: float, y: float, text: str, more: str = "") -> str:
    return _TEXT.format(x=x, y=y, text=escape(text), more=more)


# Relations


@dataclass(frozen=True, slots=True)
class _Edge:
    """One object property between two classes, or what stands for a class outside."""

    start: str
    end: str
    label: str
    name: str


def _edges(ontology: Ontology, group: str, lang: str) -> list[_Edge]:
    """Return the object properties whose domain is in the group, each to its range."""
    made = []
    for term in ontology.of_kind("object"):
        for start in term.domain:
            if start in ontology.terms and ontology.terms[start].group == group:
                made += [_Edge(start, end, term.label[lang], term.name) for end in term.range]
    return sorted(made, key=lambda e: (e.start, e.end, e.name))


def relations(ontology: Ontology, group: str, lang: str, link: Link) -> str:
    """Return a group's classes on the left, what their properties lead to on the right.

    Several properties between the same two classes share an arrow. Classes are stacked in the
    order of their first arrow, each box as high as the arrows that leave it.
    """
    edges = _edges(ontology, group, lang)
    between: dict[tuple[str, str], list[_Edge]] = defaultdict(list)
    for edge in edges:
        between[edge.start, edge.end].append(edge)
    starts = list(dict.fromkeys(start for start, _ in between))
    left_w = 16 + max(_wide(ontology, name, lang) for name in starts)
    said = {pair: [e.label for e in several] for pair, several in between.items()}
    middle = max(len(label) for labels in said.values() for label in labels) * _SMALL_LETTER + 60
    ends = sorted({end for _, end in between}, key=lambda n: (_place(between, starts, n), n))
    right_w = 16 + max(_wide(ontology, name, lang) for name in ends)
    parts = [_ARROW.format(id=f"arrow-{group}")]
    slots, y = {}, 8.0
    for start in starts:
        mine = sorted((p for p in between if p[0] == start), key=lambda pair: ends.index(pair[1]))
        high = max(28.0, sum(_slot(said[pair]) for pair in mine))
        parts.append(_class(ontology, start, 8, y, left_w, high, lang, link))
        at = y
        for pair in mine:
            slots[pair] = at
            at += _slot(said[pair])
        y += high + 14
    x0, x1 = 8 + left_w, 8 + left_w + middle
    step = max(40.0, (y - 14) / len(ends))
    for number, end in enumerate(ends):
        top = 8 + number * step + (step - 40) / 2
        parts.append(_class(ontology, end, x1, top, right_w, 28, lang, link))
        arriving = sorted((p for p in between if p[1] == end), key=lambda pair: slots[pair])
        for order, pair in enumerate(arriving):
            target = top + 28 * (order + 1) / (len(arriving) + 1)
            parts += _arrow(group, (x0, slots[pair]), (x1, target), between[pair], link)
    height = max(y, 8 + len(ends) * step)
    return _svg(GROUPS[group][lang], x1 + right_w + 8, height, parts)


def _slot(labels: list[str]) -> float:
    """Return the height that an arrow and the labels above it take."""
    return len(labels) * 15 + 10


def _place(between: dict[tuple[str, str], list[_Edge]], starts: list[str], end: str) -> float:
    """Return the mean place of the classes that lead to one (the barycentre heuristic)."""
    places = [starts.index(start) for start, other in between if other == end]
    return sum(places) / len(places)


def _wide(ontology: Ontology, name: str, lang: str) -> float:
    term = ontology.terms.get(name)
    return len(term.label[lang] if term else name) * _LETTER


def _class(
    ontology: Ontology,
    name: str,
    x: float,
    y: float,
    wide: float,
    high: float,
    lang: str,
    link: Link,
) -> str:
    term = ontology.terms.get(name)
    dashed = "" if term else ' stroke-dasharray="4 3"'
    inner = _RECT.format(x=x, y=y, w=wide, h=high, more=dashed) + _text(
        x + 8, y + high / 2 + 4, term.label[lang] if term else name, _BOLD
    )
    return f'<a href="{escape(link(name))}">{inner}</a>' if term else f"<g>{inner}</g>"


def _arrow(
    group: str,
    start: tuple[float, float],
    end: tuple[float, float],
    edges: list[_Edge],
    link: Link,
) -> Iterator[str]:
    """Yield the line of an arrow and, above its level beginning, the properties it stands for."""
    (x0, top), (x1, y1) = start, end
    y0 = top + len(edges) * 15 + 4
    bend = x0 + max(len(edge.label) for edge in edges) * _SMALL_LETTER + 14
    half = bend + (x1 - bend) / 2
    yield (
        f'<path {_LINE} marker-end="url(#arrow-{group})" '
        f'd="M{x0:g} {y0:g}H{bend:g}C{half:g} {y0:g} {half:g} {y1:g} {x1:g} {y1:g}"/>'
    )
    for row, edge in enumerate(edges):
        label = _text(x0 + 6, top + 14 + row * 15, edge.label, _SMALL)
        yield f'<a href="{escape(link(edge.name))}">{label}</a>'


def _svg(title: str, width: float, height: float, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}" height="{height:g}" role="img" aria-label="{escape(title)}">'
        f'<title>{escape(title)}</title><g font-family="system-ui, Noto Sans, sans-serif" '
        f'font-size="13" fill="currentColor">{"".join(parts)}</g></svg>'
    )
