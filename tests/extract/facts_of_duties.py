"""What a plan's duties, tasks, tables, targets and recipients say: the truth, and what was read.

The truth stands in ``truth/NAME-duties.toml``, checked by hand. What is told twice must be there
twice.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sctbv_graph.model import Element, Quantity
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.numbers import parse_number
from tests.extract.sample import Facts, Kind, Sample

UNITS = {
    "tỷ đồng": "billion-vnd", "triệu đồng": "million-vnd", "%": "PERCENT", "người": "person",
    "vị trí": "position", "mẫu": "sample", "giường": "bed", "trường": "school",
    "cơ sở": "establishment", "triệu người": "million-people", "triệu usd": "million-usd",
}  # fmt: skip


def duties(sample: Sample) -> tuple[Facts, Facts]:
    """Return each duty by its first words, wanted and found."""
    return _actions(sample, "duty", "Duty")


def tasks(sample: Sample) -> tuple[Facts, Facts]:
    """Return each task of tables and prose by its first words, wanted and found."""
    return _actions(sample, "task", "Task")


def _actions(sample: Sample, kind: str, cls: str) -> tuple[Facts, Facts]:
    wanted = Counter((fold(entry["words"])[:45],) for entry in sample.truth.get(kind, []))
    return wanted, Counter((sample.start(e),) for e in sample.of(cls))


def agencies(sample: Sample) -> tuple[Facts, Facts]:
    """Return who has which role in which duty or task, as printed, wanted and found."""
    wanted: Facts = Counter()
    for kind in ("duty", "task"):
        for entry in sample.truth.get(kind, []):
            for role in ("lead", "coordinate", "participate"):
                for name in entry.get(role, []):
                    wanted[fold(entry["words"])[:45], role, fold(name)] += 1
    found = Counter(
        (sample.start(e), a.role, fold(sample.source.words(a.mention.span)))
        for cls in ("Duty", "Task")
        for e in sample.of(cls)
        for a in e.assignments
    )
    return wanted, found


def times(sample: Sample) -> tuple[Facts, Facts]:
    """Return when each task is to happen: the words, first and last day, wanted and found."""
    wanted = Counter(
        (fold(t["words"])[:45], fold(t["time"]), str(t.get("start", "")), str(t.get("end", "")))
        for t in sample.truth.get("task", [])
        if "time" in t
    )
    found = Counter(
        (sample.start(e), fold(sample.source.words(f.span)), str(f.first or ""), str(f.last or ""))
        for e in sample.of("Task")
        if (f := e.time_frame)
    )
    return wanted, found


def rows(sample: Sample) -> tuple[Facts, Facts]:
    """Return the rows of tables of figures: table, label, first words, wanted and found."""
    wanted = Counter((title, label, fold(words)[:45]) for title, label, words, *_ in _truth(sample))
    found = Counter(
        (title, e.stated_ordinal or "", fold(sample.source.words(e.span))[:45])
        for title, e in _rows(sample)
    )
    return wanted, found


def figures(sample: Sample) -> tuple[Facts, Facts]:
    """Return each figure of a row: the headings over it, number and unit, wanted and found."""
    wanted: Facts = Counter()
    for title, _, words, unit, values, columns, percent in _truth(sample):
        for at, (value, column) in enumerate(zip(values, columns, strict=False)):
            low, _, high = value.partition("-")
            number = parse_number(low)
            if number is not None:
                own = "%" if at + 1 in percent else unit
                name = UNITS.get(fold(own), own)
                wanted[
                    title, fold(words)[:45], fold(column), f"{number}{high and '-'}{high}", name
                ] += 1
    found = Counter(
        (title, fold(sample.source.words(e.span))[:45], _over(sample, q), _shown(q),
         q.unit.rsplit("/", 1)[1])
        for title, e in _rows(sample)
        for q in e.quantities
    )  # fmt: skip
    return wanted, found


def _truth(sample: Sample) -> list[tuple[Any, ...]]:
    made = []
    for table in sample.truth.get("table", []):
        for row in table["rows"].strip("\n").split("\n"):
            label, words, *rest = (cell.strip() for cell in row.split(" | "))
            label = "" if label in "-+" else label.removeprefix("|").strip()
            unit = rest[0].rstrip("|").strip() if rest else ""
            percent = table.get("percent", [])
            words = words.rstrip("|").strip()
            made.append((table["title"], label, words, unit, rest[1:], table["columns"], percent))
    return made


def _rows(sample: Sample) -> list[tuple[str, Element]]:
    titles = {e.id: sample.source.words(e.span) for e in sample.of("DocumentPart")}
    return [
        (titles[e.part_of], e)
        for e in sample.of("DocumentPart")
        if ".row-" in e.id.key and e.part_of
    ]


def _shown(quantity: Quantity) -> str:
    if quantity.low == quantity.high:
        return str(quantity.low)
    return f"{quantity.low}-{str(quantity.high).replace('.', ',')}"


def _over(sample: Sample, quantity: Quantity) -> str:
    scope = quantity.scope
    spans = (*scope.above, scope.span) if scope else ()
    return fold(" – ".join(sample.source.words(span) for span in spans))


def targets(sample: Sample) -> tuple[Facts, Facts]:
    """Return the numbers of targets: comparator, bounds, unit, wanted and found."""
    wanted: Facts = Counter()
    for row in sample.truth["targets"]["rows"].strip().split("\n"):
        if row.strip():
            words, *rest = (cell.strip() for cell in row.split(" | "))
            wanted[fold(words)[:30], *rest] += 1
    found = Counter(
        (fold(sample.source.words(e.span)[:40])[:30], q.comparator, *(
            "" if bound is None else str(bound) for bound in (q.low, q.high)
        ), q.unit.rsplit("/", 1)[1])
        for e in sample.of("Objective")
        for q in e.quantities
    )  # fmt: skip
    return wanted, found


def recipients(sample: Sample) -> tuple[Facts, Facts]:
    """Return each recipient as printed, wanted and found."""
    wanted = Counter((fold(name),) for name in sample.truth["recipients"])
    found = Counter((fold(sample.source.words(m.span)),) for m in sample.plan.recipients)
    return wanted, found


KINDS: dict[str, tuple[Kind, str]] = {
    "duties": (duties, "duties under “Tổ chức thực hiện” and the like, however titled"),
    "tasks": (tasks, "tasks of tables, and of prose told field by field"),
    "agencies": (agencies, "who leads, coordinates or is asked, in each duty and task"),
    "times": (times, "when each task is to happen: words, first and last day"),
    "table rows": (rows, "rows of tables of figures: annex, number, words"),
    "figures": (figures, "each figure under its headings, with its unit"),
    "targets": (targets, "numbers of targets: comparator, bounds, unit"),
    "recipients": (recipients, "who is to get the plan"),
}
