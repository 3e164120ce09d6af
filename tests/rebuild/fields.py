"""The nine fields of each task, from what a file gave and from the truth, to compare one by one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sctbv_graph.extract.knowledge import concept_name
from sctbv_graph.extract.outline import strip_bullet
from sctbv_graph.model import Element, Plan, Span, ThingId
from sctbv_graph.read import SourceDocument
from sctbv_graph.vietnamese.fold import squeeze
from tests.rebuild.truth import Task, tasks

Fields = dict[str, Any]
_CLASSES = {"objective": "Objective", "content": "Activity", "result": "ExpectedResult"}


def _bare(text: str) -> str:
    return squeeze(text[strip_bullet(text, Span(0, len(text))).start :])


def expected(flat: Plan) -> dict[int, Fields]:
    """Return the truth; who leads and coordinates is told by the reviewed flattened plan."""
    rows = {task.ordinal: task for task in flat.elements if task.cls == "Task"}
    return {task.number: _truth(task, rows[task.number]) for task in tasks()}


def _truth(task: Task, reviewed: Element) -> Fields:
    content = [*task.content, *(text for texts, _ in task.split for text in texts)]
    return {
        "number": str(task.number),
        "name": squeeze(" ".join(task.name)),
        "objective": [_bare(text) for text in task.objective],
        "content": [_bare(text) for text in content],
        "result": [_bare(text) for text in task.result],
        "lead": _parties(reviewed, "lead"),
        "coordinators": _parties(reviewed, "coordinate"),
        "time": _time(reviewed, squeeze(" ".join(task.time))),
        "money": task.amounts(),
    }


def found(plan: Plan, source: SourceDocument) -> dict[int, Fields]:
    """Return the fields of the tasks that were read from a file."""
    made = {}
    for task in plan.elements:
        if task.cls != "Task":
            continue
        made[task.ordinal] = {
            "number": task.stated_ordinal,
            "name": squeeze(source.quote(task.span)),
            **{
                role: [squeeze(source.quote(child.span)) for child in _of(plan, task.id, cls)]
                for role, cls in _CLASSES.items()
            },
            "lead": _parties(task, "lead"),
            "coordinators": _parties(task, "coordinate"),
            "time": _time(task, task.time_frame and squeeze(source.quote(task.time_frame.span))),
            "money": sorted(
                (concept_name(line.column or "/?"), Decimal(line.amount)) for line in task.lines
            ),
        }
    return made


def _of(plan: Plan, task: ThingId, cls: str) -> list[Element]:
    return [e for e in plan.elements if e.cls == cls and e.part_of == task]


def _parties(task: Element, role: str) -> list[str]:
    return [a.mention.party.key for a in task.assignments if a.role == role]


def _time(task: Element, words: str | None) -> tuple[Any, ...]:
    frame = task.time_frame
    return (words, frame and frame.first, frame and frame.last)


def differences(
    truth: dict[int, Fields], made: dict[int, Fields], blanks: bool = True
) -> list[tuple[int, str, Any, Any]]:
    """Return the fields that differ: task, field, truth, found. ``blanks`` tells if they count."""
    missing = [(n, f, v, None) for n in truth if n not in made for f, v in truth[n].items()]
    return missing + [
        (number, field, value, made[number][field])
        for number, fields in truth.items()
        if number in made
        for field, value in fields.items()
        if _form(value, blanks) != _form(made[number][field], blanks)
    ]


def _form(value: Any, blanks: bool) -> Any:
    if blanks:
        return value
    return "".join(str(value).split())
