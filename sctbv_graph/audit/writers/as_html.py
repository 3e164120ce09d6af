"""The report as one HTML file: it works offline, without JavaScript, on paper and on a phone.

Filters are check boxes that the style sheet reads (CSS ``:has``); where a browser does not know
it, everything stays shown.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from sctbv_graph.audit.catalogue import find_profile, groups
from sctbv_graph.audit.places import locate, own_passages
from sctbv_graph.audit.records import SEVERITIES, Finding, Report
from sctbv_graph.audit.summary import summary
from sctbv_graph.audit.words import BASIS, SEVERITY, WORDS, said, say_place, shorten
from sctbv_graph.audit.writers.marked import Marked, parts
from sctbv_graph.model import Span
from sctbv_graph.templating import templates

SHOWN = 3
"""Places of a finding that stand open; the others are one click away."""
_HERE = Path(__file__).parent
_SLOT = "<!-- downloads -->"


@dataclass(frozen=True, slots=True)
class Download:
    """A link to the same report in another format; ``href`` may be a data: address."""

    label: str
    href: str
    name: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A finding with its number in the report and the names of its places in the page."""

    number: int
    finding: Finding
    message: str
    places: tuple[tuple[str, str, str], ...]  # name in the page, place in words, quote


@lru_cache(maxsize=1)
def style() -> str:
    """Return the style sheet of the report, with one rule a filter."""
    fixed = (_HERE / "report.css").read_text(encoding="utf-8")
    hidden = [
        f"body:has(#show-{name}:not(:checked)) .{kind}-{name} {{ display: none; }}"
        for kind, names in (("s", SEVERITIES), ("g", groups()))
        for name in names
    ]
    return "\n" + fixed + "\n".join(hidden) + "\n"


def style_source() -> str:
    """Return what a Content-Security-Policy must admit for the report's style sheet."""
    digest = hashlib.sha256(style().encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def write_html(report: Report, lang: str, strict: bool = False) -> bytes:
    """Return the report as a page."""
    ordered = [*report.open, *report.waived]
    names: dict[Span, str] = {}
    for finding in ordered:
        for passage in own_passages(report, finding):
            span = Span(passage.start, passage.end)
            names.setdefault(span, f"p{span.start}-{span.end}")
    numbered = [
        Numbered(number, finding, said(finding, lang), tuple(_places(report, finding, names, lang)))
        for number, finding in enumerate(ordered, 1)
    ]
    made = (
        templates((_HERE,))
        .get_template("report.html")
        .render(
            lang=lang,
            vi=lang == "vi",
            words=WORDS[lang],
            severity=SEVERITY[lang],
            severities=SEVERITIES,
            basis=BASIS[lang],
            groups={
                group: name[lang]
                for group, name in groups().items()
                if any(f.rule.group == group for f in ordered)
            },
            style=style(),
            report=report,
            failed=report.fails(strict),
            profile=find_profile(report.profile),
            summary=summary(report, lang, strict),
            by_rule=[
                (rule, weight, list(found))
                for (rule, weight), found in groupby(
                    (n for n in numbered if n.finding.waiver is None),
                    key=lambda n: (n.finding.rule, n.finding.severity),
                )
            ],
            waived=[n for n in numbered if n.finding.waiver is not None],
            shown=SHOWN,
            parts=parts(report.source, _marks(report, numbered, names)),
            lines=report.source.flattened,
            slot=_SLOT,
        )
    )
    return made.encode()


def with_downloads(page: bytes, lang: str, downloads: Sequence[Download], home: str) -> bytes:
    """Return a page made by `write_html` with links to the other formats and back to a form."""
    links = (
        templates((_HERE,))
        .get_template("downloads.html")
        .render(vi=lang == "vi", downloads=downloads, home=home)
    )
    return page.replace(_SLOT.encode(), links.encode(), 1)


def _places(
    report: Report, finding: Finding, names: dict[Span, str], lang: str
) -> list[tuple[str, str, str]]:
    return [
        (
            names[Span(p.start, p.end)],
            say_place(locate(report.source, p), lang),
            shorten(p.quote, 160),
        )
        for p in own_passages(report, finding)
    ]


def _marks(
    report: Report, numbered: Sequence[Numbered], names: dict[Span, str]
) -> tuple[Marked, ...]:
    """Return each place once, with the gravest of its findings and all their numbers."""
    serves: dict[Span, list[Numbered]] = {}
    for one in numbered:
        for passage in own_passages(report, one.finding):
            found = serves.setdefault(Span(passage.start, passage.end), [])
            if one not in found:
                found.append(one)
    return tuple(
        Marked(
            id=names[span],
            span=span,
            severity=min((n.finding.severity for n in here), key=SEVERITIES.index),
            findings=tuple(n.number for n in here),
        )
        for span, here in serves.items()
    )
