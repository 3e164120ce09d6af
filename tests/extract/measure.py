"""How well plans of other provinces are read: precision and recall per kind of fact.

    python -m tests.extract.measure           prints the tables
    python -m tests.extract.measure --write   writes them to docs/extraction.md

What is measured is the plan's records, as they go into the graph. `facts_of_head` and
`facts_of_duties` say what the facts of each kind are, each for one part of the page.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from tests.beside import ROOT
from tests.extract import facts_of_duties, facts_of_head
from tests.extract.sample import Facts, Kind, samples

PAGE = ROOT / "docs" / "extraction.md"
PARTS: dict[str, Mapping[str, tuple[Kind, str]]] = {
    "measured": facts_of_head.KINDS,
    "duties measured": facts_of_duties.KINDS,
}
"""The measured parts of the page by their marks, and the kinds of facts of each."""


@dataclass(frozen=True)
class Score:
    """Facts wanted, found, and right."""

    wanted: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was wanted that was found."""
        return self.right / self.wanted if self.wanted else 1.0


def score(wanted: Facts, found: Facts) -> Score:
    """Return how many facts were wanted, found and right."""
    return Score(wanted.total(), found.total(), (wanted & found).total())


def measured(kinds: Mapping[str, tuple[Kind, str]]) -> str:
    """Return the tables and the misses of some kinds, as they stand in docs/extraction.md."""
    total: dict[str, list[Score]] = defaultdict(list)
    each, misses = [], []
    for sample in samples():
        cells = []
        for kind, (facts, _) in kinds.items():
            wanted, found = facts(sample)
            made = score(wanted, found)
            total[kind].append(made)
            cells.append(f"{made.right}/{made.found}/{made.wanted}")
            misses += [
                f"- {sample.name}, {kind}, {what}: {' · '.join(fact)}"
                for what, lost in (("missing", wanted - found), ("wrong", found - wanted))
                for fact in sorted(lost.elements())
            ]
        each.append(f"| {sample.name} | {' | '.join(cells)} |")
    rows = [
        "| kind of fact | what it holds | wanted | found | right | precision | recall |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for kind, scores in total.items():
        whole = Score(*(sum(getattr(s, n) for s in scores) for n in ("wanted", "found", "right")))
        rows.append(
            f"| {kind} | {kinds[kind][1]} | {whole.wanted} | {whole.found} | {whole.right} | "
            f"{whole.precision:.3f} | {whole.recall:.3f} |"
        )
    head = f"| plan (right/found/wanted) | {' | '.join(kinds)} |"
    rule = "|---|" + "---:|" * len(kinds)
    return "\n".join(
        [*rows, "", head, rule, *each, "", "What is missing or wrong:", "", *(misses or ["- none"])]
    )


def marks(part: str) -> tuple[str, str]:
    """Return the comments that a measured part of the page stands between."""
    return f"<!-- {part}: begin -->", f"<!-- {part}: end -->"


def page(text: str) -> str:
    """Return the page with its measured parts renewed."""
    for part, kinds in PARTS.items():
        begin, end = marks(part)
        before, _, rest = text.partition(begin)
        text = f"{before}{begin}\n\n{measured(kinds)}\n\n{end}{rest.partition(end)[2]}"
    return text


def main() -> None:
    """Print the tables, or write them into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/extraction.md")
    if parser.parse_args().write:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    else:
        sys.stdout.write("\n\n".join(map(measured, PARTS.values())) + "\n")


if __name__ == "__main__":
    main()
