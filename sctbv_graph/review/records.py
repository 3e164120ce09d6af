"""What is in doubt, what a person decided on it, and what no longer fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

CONFIRM, REJECT, UNIDENTIFIED = "confirm", "reject", "unidentified"

KINDS = ("unit", "column", "role", "time", "document", "quantity", "row", "cell", "other",
         "suggestion")  # fmt: skip
"""Kinds of doubt, the most consequential first: money, who, when, which document, how much; last
what only sorts words, and after all doubts the suggested ties. The order is that of the list."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One fact that was not simply read.

    ``fact`` is the node without the base of its IRI (``task/KEY/15#budget-1``); ``kind`` one of
    `KINDS`; ``current`` the value that the graph has now, empty while it has none; ``choices`` the
    values that a decision may give; ``likely`` those that the extractor holds possible. ``quote``
    and ``within`` (the words of the thing that the fact belongs to) tell whether a decision still
    speaks of the same place. ``weight`` is the money that hangs on the fact, in VND where known.
    A suggested tie has a ``likelihood``; its ``quote`` is of the row that would serve, ``within``
    the words of what it would serve.
    """

    fact: str
    kind: str
    cls: str
    basis: str
    reason: str
    current: str
    choices: tuple[str, ...]
    likely: tuple[str, ...]
    quote: str
    within: str
    place: dict[str, str]
    weight: Decimal
    start: int
    likelihood: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided: ``value`` on ``fact``, by whom, when, why, and where it is filed."""

    fact: str
    quote: str
    within: str
    value: str
    name: str
    day: date
    reason: str
    file: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """A decision that is not honoured, and why, as a sentence in each language."""

    decision: Decision
    vi: str
    en: str

    def message(self, lang: str) -> str:
        """Return the sentence with its place: file, number of the entry, fact."""
        d = self.decision
        if lang == "en":
            return f"{d.file}, decision {d.number} ({d.fact}): {self.en}"
        return f"{d.file}, quyết định thứ {d.number} ({d.fact}): {self.vi}"
