"""Tasks that a plan tells in prose, field by field, instead of in a table.

"1. Rà soát văn bản", then "- Cơ quan thực hiện: Sở Tư pháp.", "- Cơ quan phối hợp: …", "- Thời
gian: Quý IV". The words before the colon are those of a table's heading and mean the same. A field
may hold others ("b) Cơ quan thực hiện:" over "- Đơn vị chủ trì: …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from sctbv_graph.extract.assignments import partners
from sctbv_graph.extract.readers import Readers
from sctbv_graph.extract.roles import heading_role
from sctbv_graph.extract.section import Section
from sctbv_graph.extract.subjects import spaced, subject_of
from sctbv_graph.extract.task_rows import CELLS, time_frame
from sctbv_graph.model import Assignment, Certainty, Element, Span, ThingId, trim
from sctbv_graph.vietnamese.fold import tokens

_LABELLED = re.compile(r"\s*(?P<label>[^:;.()]{4,60}?)\s*:")
_WHEN = re.compile(
    spaced(r"\s*(?P<label>Thời gian(?: thực hiện| hoàn thành)?) (?=sau|trước|từ|trong|theo|đến)"),
    re.IGNORECASE,
)
"""The one field that is also told without a colon: "Thời gian thực hiện sau khi …"."""
_BRACKETS = re.compile(r"\s*\((?P<inside>[^()]*)\)\s*[.;]?\s*\Z")
_FIELDS = {"lead", "coordinate", "time", "result", "objective", "name", "content", "note", "source"}
_MOST_WORDS = 9
_CELL = {**CELLS, "name": CELLS["content"]}
_NO_FIELDS = Certainty(
    "inferred", "Đứng cùng danh sách với các nhiệm vụ có ghi cơ quan thực hiện; mục này không ghi"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a task: its role, the whole paragraph and the words after the colon."""

    role: str
    section: Section
    value: Span


def is_task(readers: Readers, section: Section) -> bool:
    """Tell whether a section is a task by its fields: who does it, or when with what result."""
    roles = {field.role for field in _fields(readers, section)}
    return bool(roles & {"lead", "coordinate"}) or ("time" in roles and len(roles) > 1)


def lists_tasks(readers: Readers, section: Section) -> bool:
    """Tell whether most numbered items of a section are tasks or hold tasks."""
    items = section.items
    told = sum(has_tasks(readers, item) for item in items)
    return len(items) > 2 and told * 2 > len(items)


def has_tasks(readers: Readers, section: Section) -> bool:
    """Tell whether a section is a task or holds one."""
    return any(is_task(readers, below) for below in section.walk())


def _fields(readers: Readers, section: Section) -> Iterator[Field]:
    for child in section.children:
        yield from _in_brackets(readers, child)
        field = _field(readers, child)
        if field is None:
            continue
        yield field
        if field.value.start >= field.value.end:
            for inner in child.children:
                found = _field(readers, inner)
                if found:
                    yield found


def _in_brackets(readers: Readers, section: Section) -> Iterator[Field]:
    """Yield the fields that stand in one pair of brackets: "(Chủ trì: …; phối hợp: …)"."""
    inside = _BRACKETS.match(readers.text, section.span.start, section.span.end)
    if not inside or section.children:
        return
    start = inside.start("inside")
    for stop in re.compile(r";|\Z").finditer(readers.text, start, inside.end("inside")):
        piece = replace(section, span=trim(readers.text, Span(start, stop.start())))
        start = stop.end()
        field = _field(readers, piece)
        if field and field.role in {"lead", "coordinate", "time"}:
            yield replace(field, section=section)


def _field(readers: Readers, section: Section) -> Field | None:
    here = readers.text, section.span.start, section.span.end
    match = _WHEN.match(*here) or _LABELLED.match(*here)
    if not match or len(match["label"].split()) > _MOST_WORDS:
        return None
    role = heading_role(match["label"])
    if role not in _FIELDS:
        return None
    value = trim(readers.text, Span(match.end(), section.span.end))
    while value.end > value.start and readers.text[value.end - 1] in ".;, \n":
        value = Span(value.start, value.end - 1)
    return Field(role, section, value)


def read_task(
    readers: Readers, section: Section, parent: ThingId, ordinal: int, beside: bool = False
) -> Iterator[Element]:
    """Yield a task and what its fields hold; ``beside`` tells one that names no field itself."""
    fields = list(_fields(readers, section))
    assignments: list[Assignment] = []
    frame, sources = None, []
    for field in fields:
        if field.role in {"lead", "coordinate"}:
            assignments += _assigned(readers, field)
        elif field.role == "time" and field.value.end > field.value.start:
            frame = frame or time_frame(readers.text, field.value, readers.header.year)
        elif field.role == "source":
            words = tokens(readers.text, field.value.start, field.value.end)
            sources += [m.value for m in readers.lexicon.money_sources.find_all(words)]
    stated = section.label if section.numbered else None
    task = readers.element("Task", "task", section.key, section.span, ordinal, parent, stated)
    yield replace(
        task,
        assignments=tuple(_once(assignments)),
        time_frame=frame,
        funded_by=tuple(dict.fromkeys(sources)),
        certainty=_NO_FIELDS if beside else task.certainty,
    )
    yield from _contents(readers, section, fields, task.id)


def _assigned(readers: Readers, field: Field) -> Iterator[Assignment]:
    """Yield the parties of a field, clause by clause: each may go on with what it does."""
    text, start = readers.text, field.value.start
    for match in re.compile(r";|\.\s|\Z").finditer(text, field.value.start, field.value.end):
        clause = Span(start, match.start())
        start = match.end()
        said = subject_of(text, clause)
        parties = said.parties
        if parties.end > parties.start and readers.parties.starts_at(text, *parties):
            for mention in readers.parties.read_list(text, parties):
                yield Assignment(field.role, mention)
            if field.role == "lead":  # "Đơn vị thực hiện: Sở Y tế chủ trì, phối hợp với …"
                for mention in partners(readers.parties, text, said.words):
                    yield Assignment("coordinate", mention)


def _once(assignments: list[Assignment]) -> Iterator[Assignment]:
    """Yield each party in its first role."""
    seen = set()
    for assignment in assignments:
        if assignment.mention.party not in seen:
            seen.add(assignment.mention.party)
            yield assignment


def _contents(
    readers: Readers, section: Section, fields: list[Field], task: ThingId
) -> Iterator[Element]:
    """Yield the fields as parts of the task; in them its goals, activities and results.

    What stands in a task under no field is an activity of it.
    """
    by_section = {field.section.key: field for field in fields}
    for ordinal, child in enumerate(section.children, 1):
        field = by_section.get(child.key)
        if field is None:
            yield from _cells(readers, child, "content", task, ordinal)
            continue
        span = trim(readers.text, child.span)
        part = readers.thing("part", child.key)
        stated = child.label if child.numbered else None
        if field.role in _CELL:  # its words are read as a cell's below
            yield Element("DocumentPart", part, span, ordinal, task, stated)
            if field.value.end > field.value.start:
                cls, type_ = _CELL[field.role]
                yield readers.element(cls, type_, f"{child.key}.value", field.value, 1, part)
        else:
            yield readers.element("DocumentPart", "part", child.key, span, ordinal, task, stated)
        for number, below in enumerate(child.children, 1):
            if field.role in _CELL:
                yield from _cells(readers, below, field.role, part, number)
            else:
                yield from _parts(readers, below, part, number)


def _cells(
    readers: Readers, section: Section, role: str, parent: ThingId, ordinal: int
) -> Iterator[Element]:
    cls, type_ = _CELL[role]
    stated = section.label if section.numbered else None
    made = readers.element(cls, type_, section.key, section.span, ordinal, parent, stated)
    yield made
    for number, child in enumerate(section.children, 1):
        yield from _parts(readers, child, made.id, number)


def _parts(readers: Readers, section: Section, parent: ThingId, ordinal: int) -> Iterator[Element]:
    stated = section.label if section.numbered else None
    part = readers.element(
        "DocumentPart", "part", section.key, section.span, ordinal, parent, stated
    )
    yield part
    for number, child in enumerate(section.children, 1):
        yield from _parts(readers, child, part.id, number)
