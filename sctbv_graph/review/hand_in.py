"""A filled form handed in: every decision must fit, then all of them are filed in one step.

Two people may hand in at once: whoever comes second waits, and is held against what the first has
filed. What is filed already is therefore read here and never handed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sctbv_graph.errors import InputError
from sctbv_graph.files import alone
from sctbv_graph.review.decide import Decided
from sctbv_graph.review.drafts import Name
from sctbv_graph.review.filed import append_decisions, read_decisions
from sctbv_graph.review.records import Decision, Told

Honour = Callable[[Sequence[Decision]], Decided]
"""Honours decisions on one document."""


@dataclass(frozen=True, slots=True)
class Filing:
    """What was filed: the file, how many decisions, those that now stand before an older one.

    ``instead`` has each such decision with the one of another person or day that it replaces.
    """

    path: Path
    count: int
    instead: tuple[tuple[Decision, Decision], ...] = ()


def hand_in(
    filled: Path,
    key: str,
    name: Name,
    load: Callable[[], Sequence[Decision]],
    honour: Honour,
    folder: Path,
    lock: Path,
) -> Filing:
    """File the decisions of a filled form on the document ``key``.

    ``load`` reads those that count already, ``folder`` is the data folder that the new ones go
    to, ``lock`` the same file for all who file in it. Raises `InputError` or `ReferenceDataError`,
    and files nothing, where one does not fit, or would make one that counts already fit no more.
    """
    new = read_decisions(filled, key, name)
    if not new:
        raise InputError(
            f"Trong “{filled}” chưa điểm nào có value; hãy ghi value và reason rồi nộp lại.",
            f"No point in “{filled}” has a value; give value and reason and hand it in again.",
        )
    with alone(lock):
        return _file(new, load(), folder / "decisions" / f"{key}.toml", name, honour)


def _file(
    new: Sequence[Decision], filed: Sequence[Decision], path: Path, name: Name, honour: Honour
) -> Filing:
    """File decisions; nobody else is filing any."""
    known = {_said(decision) for decision in filed}
    fresh = [decision for decision in new if _said(decision) not in known]
    before = honour(filed).honoured
    counted = {_itself(decision) for decision in before}
    result = honour([*filed, *new])
    own = {_itself(decision) for decision in new}
    refused = [t for t in result.told if _itself(t.decision) in own | counted]
    if refused:
        raise InputError(_refusal(refused, "vi"), _refusal(refused, "en"))
    if fresh:
        append_decisions(path, fresh, name)
    added = {_itself(decision) for decision in fresh}
    older = {decision.fact: decision for decision in before}
    instead = tuple(
        (decision, older[decision.fact])
        for decision in result.honoured
        if _itself(decision) in added and decision.fact in older
    )
    return Filing(path, len(fresh), instead)


def _said(decision: Decision) -> Decision:
    """Return what a decision says, without where it is filed."""
    return replace(decision, file="", number=0)


def _itself(decision: Decision) -> Decision:
    """Return a decision without the node it is on, which may move with its words."""
    return replace(decision, fact="")


def _refusal(refused: Sequence[Told], lang: str) -> str:
    lines = [f"{one.message(lang)}." for one in refused]
    end = "Nothing was filed." if lang == "en" else "Chưa lưu quyết định nào."
    return "\n".join([*lines, end])
