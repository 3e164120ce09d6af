"""Charts as SVG, drawn on the server: they need no script, print, and follow the page's colours.

Bars and calendars are rows of a table with a drawing of full width in each, so that their words
are the page's own and stay readable on a phone. Presentation attributes and classes only: the
policy of the pages allows no styles in them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from html import escape
from itertools import groupby

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a bar chart: its name, where it leads, its amounts by series, what is written."""

    label: str
    href: str
    amounts: Mapping[str, Decimal]
    said: str

    @property
    def total(self) -> Decimal:
        """The sum over the series."""
        return sum(self.amounts.values(), Decimal(0))


SAME = 3
"""Points of one year, value and kind that a chart draws."""


@dataclass(frozen=True, slots=True)
class Dot:
    """A point of a chart over the years."""

    label: str
    href: str
    year: int
    value: Decimal
    group: int


def bar(one: Bar, most: Decimal, series: Sequence[str]) -> Markup:
    """Return one bar as long as its share of the longest; the series get classes s0 to s4."""
    parts, at = [], Decimal(0)
    for number, name in enumerate(series):
        amount = one.amounts.get(name, Decimal(0))
        if amount and most:
            share = amount * 100 / most
            title = escape(name)
            parts.append(
                f'<rect class="s{number % 5}" x="{at:.2f}%" width="{share:.2f}%" height="14">'
                f"<title>{title}</title></rect>"
            )
            at += share
    return _svg(f'<svg class="bar" width="100%" height="14" aria-hidden="true">{"".join(parts)}')


def months(first: int, last: int, tentative: bool) -> Markup:
    """Return a year of twelve columns with a bar from one month to another (1-12)."""
    lines = "".join(
        f'<line class="grid" x1="{m * 100 / 12:.2f}%" x2="{m * 100 / 12:.2f}%" y1="0" y2="16"/>'
        for m in range(13)
    )
    kind = "s0 tentative" if tentative else "s0"
    rect = (
        f'<rect class="{kind}" x="{(first - 1) * 100 / 12:.2f}%" y="2" '
        f'width="{(last - first + 1) * 100 / 12:.2f}%" height="12" rx="2"/>'
    )
    return _svg(f'<svg class="months" width="100%" height="16" aria-hidden="true">{lines}{rect}')


def month_heads() -> Markup:
    """Return the numbers of the months over a column of `months`."""
    numbers = "".join(
        f'<text x="{(m + 0.5) * 100 / 12:.2f}%" y="12" text-anchor="middle">{m + 1}</text>'
        for m in range(12)
    )
    return _svg(f'<svg class="months" width="100%" height="16" aria-hidden="true">{numbers}')


def over_years(dots: Sequence[Dot], title: str, unit: str, rest: str = "") -> Markup:
    """Return points over the years with their names; group 0 is drawn as a square, others round.

    Of very many in group 1 that are equal the first `SAME` are drawn, and a point says how many
    more there are, a link to ``rest``.
    """
    if not dots:
        return Markup()
    years = range(min(d.year for d in dots), max(d.year for d in dots) + 1)
    low = min(Decimal(60), *(d.value for d in dots)) - 10
    high = max(Decimal(100), *(d.value for d in dots))
    width, height, left, bottom = 680, 300, 48, 36

    def x(year: int) -> float:
        return left + 40 + (year - years[0]) * (width - left - 160) / max(len(years) - 1, 1)

    def y(value: Decimal) -> float:
        return float(16 + (high - value) * (height - bottom - 16) / (high - low))

    parts: list[str] = []
    for value in range(int(low) // 10 * 10, int(high) + 1, 10):
        if value >= low:
            at = y(Decimal(value))
            parts.append(f'<line class="grid" x1="{left}" x2="{width}" y1="{at:g}" y2="{at:g}"/>')
            name = f"{value}{escape(unit)}"
            parts.append(f'<text x="{left - 6}" y="{at + 4:g}" text-anchor="end">{name}</text>')
    parts += [
        f'<text x="{x(year):g}" y="{height - 12}" text-anchor="middle">{year}</text>'
        for year in years
    ]
    marks: list[tuple[float, float]] = []
    taken: list[tuple[float, float, float]] = []
    for dot in _few(sorted(dots, key=_place), rest):
        at, up = x(dot.year), y(dot.value)
        while any(abs(at - a) < 11 and abs(up - b) < 11 for a, b in marks):
            at += 12  # equal values of one year stand side by side
        marks.append((at, up))
        label, long = up + 4, 6.6 * len(dot.label)
        while any(
            at + 9 < a + w and a < at + 9 + long and abs(label - b) < 13 for a, b, w in taken
        ):
            label += 13
        taken.append((at + 9, label, long))
        mark = (
            f'<rect class="s0" x="{at - 5:g}" y="{up - 5:g}" width="10" height="10"/>'
            if dot.group == 0
            else f'<circle class="s{dot.group}" cx="{at:g}" cy="{up:g}" r="5"/>'
        )
        name = f'<text x="{at + 9:g}" y="{label:g}">{escape(dot.label)}</text>'
        parts.append(_linked(dot.href, mark + name))
    return _svg(
        f'<svg class="chart" role="group" aria-label="{escape(title)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">{"".join(parts)}'
    )


def _place(dot: Dot) -> tuple[int, Decimal, int]:
    return dot.year, -dot.value, dot.group


def _few(dots: Iterable[Dot], rest: str) -> Iterator[Dot]:
    """Yield sorted points, of those of group 1 at one place the first and one for the others."""
    for (_, _, group), some in groupby(dots, key=_place):
        here = list(some)
        if group != 1 or len(here) <= SAME + 1:
            yield from here
            continue
        yield from here[:SAME]
        yield replace(here[SAME], label=f"+{len(here) - SAME}", href=rest)


def network(
    left: Sequence[tuple[str, str, str]],
    right: Sequence[tuple[str, str, str]],
    edges: Mapping[tuple[str, str], int],
    title: str,
) -> Markup:
    """Return two columns of (key, name, address) and lines between them, as thick as they count."""
    row, width, column = 26, 760, 300
    height = row * max(len(left), len(right), 1) + 16

    def places(nodes: Sequence[tuple[str, str, str]]) -> dict[str, float]:
        step = (height - 16) / max(len(nodes), 1)
        return {key: 8 + step * (at + 0.5) for at, (key, _, _) in enumerate(nodes)}

    at_left, at_right = places(left), places(right)
    parts: list[str] = []
    for (one, other), count in edges.items():
        if one in at_left and other in at_right:
            y1, y2 = at_left[one], at_right[other]
            middle = width / 2
            parts.append(
                f'<path class="edge" d="M{column} {y1:g}C{middle:g} {y1:g} {middle:g} {y2:g} '
                f'{width - column} {y2:g}" stroke-width="{min(1 + count, 8)}"/>'
            )
    for nodes, at, side, anchor in (
        (left, at_left, column - 8, "end"),
        (right, at_right, width - column + 8, "start"),
    ):
        for key, name, href in nodes:
            text = escape(_short(name, 40))
            full = f"<title>{escape(name)}</title>" if len(name) > 40 else ""
            parts.append(
                _linked(
                    href,
                    f'<text x="{side}" y="{at[key] + 4:g}" text-anchor="{anchor}">'
                    f"{text}{full}</text>",
                )
            )
    return _svg(
        f'<svg class="chart" role="group" aria-label="{escape(title)}" '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}">{"".join(parts)}'
    )


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _linked(href: str, inside: str) -> str:
    return f'<a href="{escape(href)}">{inside}</a>' if href else inside


def _svg(inside: str) -> Markup:
    return Markup(inside + "</svg>")  # noqa: S704  every text in it is escaped above
