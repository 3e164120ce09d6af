"""The text of a document with every fact marked at its characters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from sctbv_graph.publish.facts import ask
from sctbv_graph.publish.links import Links, local
from sctbv_graph.publish.margin import findings_known, remarks_on
from sctbv_graph.publish.pages import Pages

# What kind a fact is marked as; whatever is not named here is an element of the plan.
KINDS: dict[str, tuple[str, str, str]] = {
    "party": ("chủ thể, phân công", "parties, assignments",
              "LeadAssignment CoordinationAssignment ParticipationAssignment Signature"),
    "money": ("kinh phí", "money", "BudgetLine BudgetPart StatedTotal FundingRule"),
    "number": ("chỉ tiêu, số lượng", "targets, quantities",
               "Quantity Target Scope CollectiveParty"),
    "time": ("thời gian", "time", "TimeFrame"),
    "cited": ("văn bản viện dẫn", "cited documents", "Reference"),
    "finding": ("phát hiện khi kiểm tra", "audit findings", ""),
    "element": ("nội dung kế hoạch", "elements of the plan", ""),
}  # fmt: skip
_KIND_OF = {name: kind for kind, (_, _, names) in KINDS.items() for name in names.split()}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that a fact was read from."""

    start: int
    end: int
    iri: str
    kind: str


def marks_of(pages: Pages, document: str) -> list[Mark]:
    """Return one mark a stretch, the outer ones first; of several facts the narrowest thing's."""
    found: dict[tuple[int, int], Mark] = {}
    for row in ask(pages.store, "page-text", document):
        name = row["class"].partition("#")[2]
        kind = _KIND_OF.get(name, "element")
        mark = Mark(int(row["start"]), int(row["end"]), row["x"], kind)
        held = found.get((mark.start, mark.end))
        # A fragment says more of these words than the thing that holds it; then the first by name.
        if held is None or (held.kind == "element", "#" not in held.iri, held.iri) > (
            kind == "element", "#" not in mark.iri, mark.iri
        ):  # fmt: skip
            found[mark.start, mark.end] = mark
    for remark in remarks_on(pages, document, "vi") or ():  # what the audit points at as well
        for place in remark.places:
            stretch = place.start, place.end
            found.setdefault(stretch, Mark(*stretch, document + "#findings", "finding"))
    return sorted(found.values(), key=lambda m: (m.start, -m.end))


def marked_lines(text: str, marks: Sequence[Mark], lang: str, links: Links) -> list[Markup]:
    """Return the lines of a text as HTML: a span a fact, its words a link to what they say.

    ``marks`` stand in the order of their starts. A span that crosses another is cut where the other
    ends, and at the end of a line; only its first part carries the id ``c{start}-{end}``.
    """
    made = []
    at = following = 0
    inside: list[Mark] = []
    for line in text.split("\n"):
        end = at + len(line)
        first = following
        while following < len(marks) and marks[following].start < end:
            following += 1
        inside = [m for m in (*inside, *marks[first:following]) if m.end > at]
        made.append(_line(text, at, end, inside, lang, links))
        at = end + 1
    return made


def _line(
    text: str, first: int, last: int, marks: Iterable[Mark], lang: str, links: Links
) -> Markup:
    parts: list[str] = []
    stack: list[tuple[int, Mark]] = []
    at = first

    def say(until: int) -> None:
        nonlocal at
        words = escape(text[at:until])
        at = max(at, until)
        if not words:
            return
        if stack and words.strip():
            href = escape(links.page(local(stack[-1][1].iri), lang))
            parts.append(f'<a href="{href}">{words}</a>')
        else:
            parts.append(words)

    for mark in marks:
        start, end = max(mark.start, first), min(mark.end, last)
        while stack and stack[-1][0] <= start:
            say(stack[-1][0])
            parts.append("</span>")
            stack.pop()
        say(start)
        if stack:
            end = min(end, stack[-1][0])
        own = f' id="c{mark.start}-{mark.end}"' if mark.start >= first else ""
        parts.append(f'<span class="fact {mark.kind}"{own}>')
        stack.append((end, mark))
    while stack:
        say(stack[-1][0])
        parts.append("</span>")
        stack.pop()
    say(last)
    return Markup("".join(parts))  # noqa: S704  all text in it is escaped above


def text_page(pages: Pages, document: str, lang: str, links: Links) -> str:
    """Return the page of a document's text, "" where its text is not here."""
    source = pages.sources.get(document)
    if source is None:
        return ""
    marks = marks_of(pages, document)
    key = document.rpartition("/")[2]
    return pages.render(
        "text.html",
        lang,
        "/text" + local(document).removeprefix("/page"),
        links,
        document=document,
        name=key,
        lines=marked_lines(source.text, marks, lang, links),
        kinds=[(kind, names[lang == "en"]) for kind, names in KINDS.items()],
        count=len(marks),
        audited=findings_known(pages) is not None,
    )
