"""Which rows of the annex would serve which target or solution, by the subjects they share.

Nothing is proved by a shared word: each tie is a suggestion with its grounds, for a person to
accept or refuse. Subjects and their words are curated (``data/reference/themes.toml``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize

from sctbv_graph.model import Element, ThingId
from sctbv_graph.observe.place import Seen
from sctbv_graph.observe.records import Theme, Tie
from sctbv_graph.once import once
from sctbv_graph.vietnamese.fold import fold
from sctbv_graph.vietnamese.names import NameIndex

_OF_TASK = {"Objective", "Activity", "ExpectedResult"}


@dataclass(frozen=True, slots=True)
class _Subjects:
    """The keys of the themes in some words: said there; and all, with those broader than these."""

    said: frozenset[str]
    all: frozenset[str]


def ties(seen: Seen, themes: tuple[Theme, ...]) -> Iterator[Tie]:
    """Yield a tie for each target or solution and each task with a subject in common.

    Strong: two narrow subjects, or a subject and a way of working. Weak: one subject alone, or one
    only broader than what is said. A way of working alone ties nothing.
    """
    known = {theme.key: theme for theme in themes}
    index = _index(themes)
    elements = seen.plan.elements
    tasks = [e for e in elements if e.cls == "Task"]
    if not tasks or not known:
        return
    parts = {
        task.id: [task, *(e for e in elements if e.part_of == task.id and e.cls in _OF_TASK)]
        for task in tasks
    }
    of_task = {task.id: _subjects(seen, index, known, parts[task.id]) for task in tasks}
    for aim in elements:
        if not _is_aim(aim):
            continue
        wanted = _subjects(seen, index, known, [aim])
        for task in tasks:
            tie = _tie(task.id, of_task[task.id], aim.id, wanted, known)
            if tie:
                yield tie


@once
def _index(themes: tuple[Theme, ...]) -> NameIndex[str]:
    return NameIndex((word, theme.key) for theme in themes for word in theme.words)


def _is_aim(element: Element) -> bool:
    """Tell whether an element is a target or a solution of the plan, not a task's own goal."""
    if element.cls == "Objective":
        return element.part_of is None or element.part_of.type != "task"
    return element.cls == "Solution"


def _subjects(
    seen: Seen, index: NameIndex[str], known: dict[str, Theme], elements: Iterable[Element]
) -> _Subjects:
    said: set[str] = set()
    for element in elements:
        # Only what is said counts here, not where: folding takes a quarter of splitting's time.
        words = fold(normalize("NFC", seen.source.words(element.span))).split(" ")
        said.update(index.values_in(words))
    broader = {known[key].broader for key in said} - {""}
    return _Subjects(frozenset(said), frozenset(said | broader))


def _tie(
    task: ThingId, has: _Subjects, aim: ThingId, wants: _Subjects, known: dict[str, Theme]
) -> Tie | None:
    if has.all.isdisjoint(wants.all):  # most pairs
        return None
    shared = has.said & wants.said
    narrow = sorted(key for key in shared if known[key].reach == "narrow")
    broad = sorted(key for key in shared if known[key].reach == "broad")
    work = sorted(key for key in shared if known[key].reach == "work")
    above = sorted(key for key in has.all & wants.all - shared if known[key].reach != "work")
    if not (narrow or broad or above):
        return None
    strong = len(narrow) >= 2 or ((narrow or broad) and work)
    names = [known[key].name for key in (*narrow, *broad, *work)]
    grounds = f"Cùng nói về: {', '.join(names)}" if names else ""
    if not (narrow or broad):
        grounds = f"Cùng thuộc: {', '.join(known[key].name for key in above)}"
    return Tie(task, aim, "strong" if strong else "weak", grounds)
