"""What a plan's head, citations and parts say: the truth of a sample, and what was read.

The truth stands in ``truth/NAME.toml``, made by hand. A fact told twice at one place counts once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator

from sctbv_graph.extract.citations import NUMBER
from sctbv_graph.model import Element, Reference, ThingId
from tests.extract.sample import Facts, Kind, Sample

_Told = set[tuple[str, ...]]


def header_facts(sample: Sample) -> tuple[_Told, _Told]:
    """Return the facts of the head and the end, wanted and found."""
    plan, words = sample.plan, sample.source.words
    document, signature = plan.document, plan.signature
    found = {
        "number": document.number,
        "date": str(document.date),
        "place": sample.place(plan.issued_at).partition(" ")[2].removeprefix("phố "),
        "issuer": sample.party(document.issuer),
        "territory": sample.place(plan.applies_to),
        "type": document.type,
        "title": document.title,
        "signer": words(signature.name) if signature else "",
        "post": words(signature.post) if signature and signature.post else "",
        "archive": plan.archive[0] if plan.archive else "",
        "recipients": str(len({sample.source.line_at(m.span.end) for m in plan.recipients})),
    }
    wanted = {name: str(value) for name, value in sample.truth["header"].items()}
    return set(wanted.items()), {(n, str(v)) for n, v in found.items() if v}


def _references(sample: Sample) -> Iterator[tuple[Element, Reference, str, str]]:
    """Yield each citing place with its line and what it names; programmes are left out."""
    names = {document.id: document for document in sample.plan.documents}
    for element in sample.plan.elements:
        for reference in element.references:
            if reference.target is None or reference.target.type == "programme":
                continue
            span = reference.passages[0].span
            quoted = sample.source.plain[span.start : span.end]
            number = NUMBER.search(quoted)
            at = span.start + (number.start() if number else 0)
            document = names[reference.target]
            yield (
                element,
                reference,
                str(sample.source.line_at(at)),
                document.number or document.title or "",
            )


def citation_facts(sample: Sample) -> tuple[_Told, _Told]:
    """Return the citing places (line, number or name), wanted and found."""
    wanted = {tuple(row.split(" ", 1)) for row in sample.rows("citations")}
    return wanted, {(line, name) for _, _, line, name in _references(sample)}


def ground_facts(sample: Sample) -> tuple[_Told, _Told]:
    """Return the documents that the plan rests on, wanted and found."""
    wanted = {tuple(row.split(" ", 1)) for row in sample.rows("grounds")}
    found = {(line, name) for _, r, line, name in _references(sample) if r.kind == "basis"}
    return wanted, found


def document_facts(sample: Sample) -> tuple[_Told, _Told]:
    """Return date and issuer of each document cited by number, wanted and found."""
    wanted: _Told = set()
    for row in sample.rows("documents"):
        number, day, issuer = row.split("|")
        wanted |= (
            {(number, "date", day), (number, "issuer", issuer)}
            if day
            else {(number, "issuer", issuer)}
        )
    found: _Told = set()
    for document in sample.plan.documents:
        if document.number is None or document.id.type != "document":
            continue
        if document.date:
            found.add((document.number, "date", str(document.date)))
        if document.issuer:
            found.add((document.number, "issuer", sample.party(document.issuer)))
    return wanted, found


def section_facts(sample: Sample) -> tuple[_Told, _Told]:
    """Return the parts, items and bullets (line, label, line of the parent), wanted and found."""
    wanted: _Told = set()
    above: list[str] = []
    for row in sample.rows("sections"):
        line, depth, label = row.split(" ")[:3]
        del above[int(depth) :]
        wanted.add((line, label, above[-1] if above else ""))
        above.append(line)
    text, source = sample.source.plain, sample.source
    lines: dict[ThingId, str] = {}
    found: _Told = set()
    for element in sample.plan.elements:
        at = element.span.start
        before = re.search(r"(\S+)\s*\Z", text[max(0, at - 40) : at])
        label = (element.stated_ordinal or "") if element.id.type != "footnote" else ""
        if before and not label and before[1] in {"-", "–", "+", "•"}:
            label = before[1]
        if not before or not label or element.row is not None:
            continue
        start = max(0, at - 40) + before.start()
        if label not in {"-", "–", "+", "•"} and not _ends_in(text, at, label):
            continue
        lines[element.id] = str(source.line_at(start))
        parent = lines.get(element.part_of, "") if element.part_of else ""
        found.add((lines[element.id], label, parent))
    return wanted, found


def _ends_in(text: str, at: int, label: str) -> bool:
    """Tell whether the number of an element stands right before its words."""
    return re.search(rf"{re.escape(label)}\s*[.)/:]?\s*\Z", text[max(0, at - 40) : at]) is not None


def _counted(kind: Callable[[Sample], tuple[_Told, _Told]]) -> Kind:
    """Return a kind of facts that are told once, counted like all others."""

    def facts(sample: Sample) -> tuple[Facts, Facts]:
        wanted, found = kind(sample)
        return Counter(wanted), Counter(found)

    return facts


KINDS: dict[str, tuple[Kind, str]] = {
    "header": (
        _counted(header_facts),
        "number, date, place, issuer, territory, type, title, signature, archive, recipients",
    ),
    "grounds": (_counted(ground_facts), "documents the plan rests on (căn cứ)"),
    "citations": (
        _counted(citation_facts),
        "citing places: by number, laws by name, standards",
    ),
    "documents": (_counted(document_facts), "date and issuer of each cited document"),
    "sections": (_counted(section_facts), "parts, items, bullets with their parent"),
}
