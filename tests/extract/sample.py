"""The sample plans of other provinces, read and extracted once, each with its truth.

The truth of a plan stands in ``truth/``, made by hand: ``NAME.toml`` its head, citations and parts,
``NAME-duties.toml`` its duties, tasks, tables, targets and recipients. The plans themselves are not
part of the project: they are looked for beside the checkout.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sctbv_graph.extract import extract
from sctbv_graph.model import Element, Plan, ThingId
from sctbv_graph.read import read
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from sctbv_graph.vietnamese.fold import fold
from tests.beside import SAMPLES

TRUTH = Path(__file__).parent / "truth"

Facts = Counter[tuple[str, ...]]


@dataclass(frozen=True)
class Sample:
    """A plan as read, with its truth."""

    name: str
    source: SourceDocument
    plan: Plan
    truth: dict[str, Any]

    def rows(self, kind: str) -> list[str]:
        """Return the lines of one table of the truth."""
        return [r for r in self.truth.get(kind, {}).get("rows", "").split("\n") if r.strip()]

    def party(self, identity: ThingId | None) -> str:
        """Return the name of a party, "" for none."""
        return next((p.name for p in self.plan.parties if p.id == identity), "")

    def place(self, identity: ThingId | None) -> str:
        """Return the name of a place, "" for none."""
        return next((p.name for p in self.plan.places if p.id == identity), "")

    def start(self, element: Element) -> str:
        """Return the first words of an element, as the truth names it."""
        return fold(self.source.words(element.span)[:70])[:45]

    def of(self, cls: str) -> list[Element]:
        """Return the elements of one class."""
        return [e for e in self.plan.elements if e.cls == cls]


Kind = Callable[[Sample], tuple[Facts, Facts]]
"""Gives the facts of one kind, wanted and found."""


@lru_cache(maxsize=1)
def samples() -> tuple[Sample, ...]:
    """Return the sample plans that are here, read and extracted."""
    knowledge = load_knowledge(Settings().data_folders)
    made = []
    for file in sorted(SAMPLES.glob("*.md")):
        paths = [TRUTH / f"{file.stem}{end}.toml" for end in ("", "-duties")]
        if all(path.is_file() for path in paths):
            truth: dict[str, Any] = {}
            for path in paths:
                truth |= tomllib.loads(path.read_text(encoding="utf-8"))
            source = read(file)
            made.append(Sample(file.stem, source, extract(source, knowledge), truth))
    return tuple(made)
