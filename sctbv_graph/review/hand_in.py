"""A filled form handed in: every decision must fit, then all of them are filed in one step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from sctbv_graph.errors import InputError
from sctbv_graph.review.decide import Decided
from sctbv_graph.review.filed import append_decisions, read_decisions
from sctbv_graph.review.records import Decision, Told

Honour = Callable[[Sequence[Decision]], Decided]
"""Honours decisions on one document."""


def hand_in(
    filled: Path, key: str, filed: Sequence[Decision], honour: Honour, folder: Path
) -> tuple[Path, int]:
    """File the decisions of a filled form on the document ``key``; return the file and how many.

    ``filed`` are those that count already, ``folder`` is the data folder that the new ones go
    to. Raises `InputError` or `ReferenceDataError`, and files nothing, where one does not fit,
    or would make one that counts already fit no more.
    """
    new = read_decisions(filled, key)
    if not new:
        raise InputError(
            f"Trong “{filled}” chưa điểm nào có value; hãy ghi value và reason rồi nộp lại.",
            f"No point in “{filled}” has a value; give value and reason and hand it in again.",
        )
    known = {_said(decision) for decision in filed}
    fresh = [decision for decision in new if _said(decision) not in known]
    counted = {_said(decision) for decision in honour(filed).honoured}
    result = honour([*filed, *new])
    own = {_said(decision) for decision in new}
    refused = [t for t in result.told if _said(t.decision) in own | counted]
    if refused:
        raise InputError(_refusal(refused, "vi"), _refusal(refused, "en"))
    path = folder / "decisions" / f"{key}.toml"
    if fresh:
        append_decisions(path, fresh)
    return path, len(fresh)


def _said(decision: Decision) -> tuple[object, ...]:
    """Return what a decision says, without where it is filed."""
    return (decision.fact, decision.quote, decision.within, decision.value, decision.name,
            decision.day, decision.reason)  # fmt: skip


def _refusal(refused: Sequence[Told], lang: str) -> str:
    lines = [f"{one.message(lang)}." for one in refused]
    end = "Nothing was filed." if lang == "en" else "Chưa lưu quyết định nào."
    return "\n".join([*lines, end])
