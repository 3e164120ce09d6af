"""How well plans of other provinces are read: precision and recall per kind of fact.

    python -m tests.extract.measure           prints the table
    python -m tests.extract.measure --write   writes it to docs/extraction.md

The truth of each sample plan stands in ``truth/``, made by hand. What is measured is the plan's
records, as they go into the graph. The plans themselves are not part of the project: they are
looked for beside the checkout.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sctbv_graph.extract import extract
from sctbv_graph.extract.citations import NUMBER
from sctbv_graph.model import Element, Plan, Reference, ThingId
from sctbv_graph.read import read
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings

TRUTH = Path(__file__).parent / "truth"
ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT.parent / "shared" / "samples"
PAGE = ROOT / "docs" / "extraction.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"

Facts = set[tuple[str, ...]]


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


def header_facts(sample: Sample) -> tuple[Facts, Facts]:
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


def citation_facts(sample: Sample) -> tuple[Facts, Facts]:
    """Return the citing places (line, number or name), wanted and found."""
    wanted = {tuple(row.split(" ", 1)) for row in sample.rows("citations")}
    return wanted, {(line, name) for _, _, line, name in _references(sample)}


def ground_facts(sample: Sample) -> tuple[Facts, Facts]:
    """Return the documents that the plan rests on, wanted and found."""
    wanted = {tuple(row.split(" ", 1)) for row in sample.rows("grounds")}
    found = {(line, name) for _, r, line, name in _references(sample) if r.kind == "basis"}
    return wanted, found


def document_facts(sample: Sample) -> tuple[Facts, Facts]:
    """Return date and issuer of each document cited by number, wanted and found."""
    wanted: Facts = set()
    for row in sample.rows("documents"):
        number, day, issuer = row.split("|")
        wanted |= (
            {(number, "date", day), (number, "issuer", issuer)}
            if day
            else {(number, "issuer", issuer)}
        )
    found: Facts = set()
    for document in sample.plan.documents:
        if document.number is None or document.id.type != "document":
            continue
        if document.date:
            found.add((document.number, "date", str(document.date)))
        if document.issuer:
            found.add((document.number, "issuer", sample.party(document.issuer)))
    return wanted, found


def section_facts(sample: Sample) -> tuple[Facts, Facts]:
    """Return the parts, items and bullets (line, label, line of the parent), wanted and found."""
    wanted: Facts = set()
    above: list[str] = []
    for row in sample.rows("sections"):
        line, depth, label = row.split(" ")[:3]
        del above[int(depth) :]
        wanted.add((line, label, above[-1] if above else ""))
        above.append(line)
    text, source = sample.source.plain, sample.source
    lines: dict[ThingId, str] = {}
    found: Facts = set()
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


KINDS: dict[str, Callable[[Sample], tuple[Facts, Facts]]] = {
    "header": header_facts,
    "grounds": ground_facts,
    "citations": citation_facts,
    "documents": document_facts,
    "sections": section_facts,
}
LABELS = {
    "header": "number, date, place, issuer, territory, type, title, signature, archive, recipients",
    "grounds": "documents the plan rests on (căn cứ)",
    "citations": "citing places: by number, laws by name, standards",
    "documents": "date and issuer of each cited document",
    "sections": "parts, items, bullets with their parent",
}


@lru_cache(maxsize=1)
def samples() -> tuple[Sample, ...]:
    """Return the sample plans that are here, read and extracted."""
    knowledge = load_knowledge(Settings().data_folders)
    made = []
    for path in sorted(TRUTH.glob("*.toml")):
        file = SAMPLES / f"{path.stem}.md"
        if file.is_file():
            source = read(file)
            truth = tomllib.loads(path.read_text(encoding="utf-8"))
            made.append(Sample(path.stem, source, extract(source, knowledge), truth))
    return tuple(made)


def score(wanted: Facts, found: Facts) -> Score:
    """Return how many facts were wanted, found and right."""
    return Score(len(wanted), len(found), len(wanted & found))


def measured() -> str:
    """Return the tables and the misses, as they stand in docs/extraction.md."""
    total: dict[str, list[Score]] = defaultdict(list)
    each, misses = [], []
    for sample in samples():
        cells = []
        for kind, facts in KINDS.items():
            wanted, found = facts(sample)
            made = score(wanted, found)
            total[kind].append(made)
            cells.append(f"{made.right}/{made.found}/{made.wanted}")
            misses += [
                f"- {sample.name}, {kind}, {what}: {' · '.join(fact)}"
                for what, lost in (("missing", wanted - found), ("wrong", found - wanted))
                for fact in sorted(lost)
            ]
        each.append(f"| {sample.name} | {' | '.join(cells)} |")
    rows = [
        "| kind of fact | what it holds | wanted | found | right | precision | recall |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    for kind, scores in total.items():
        whole = Score(*(sum(getattr(s, n) for s in scores) for n in ("wanted", "found", "right")))
        rows.append(
            f"| {kind} | {LABELS[kind]} | {whole.wanted} | {whole.found} | {whole.right} | "
            f"{whole.precision:.3f} | {whole.recall:.3f} |"
        )
    head = f"| plan (right/found/wanted) | {' | '.join(KINDS)} |"
    rule = "|---|" + "---:|" * len(KINDS)
    return "\n".join(
        [*rows, "", head, rule, *each, "", "What is missing or wrong:", "", *(misses or ["- none"])]
    )


def page(text: str, table: str) -> str:
    """Return the page with the measured part renewed."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{rest.partition(END)[2]}"


def main() -> None:
    """Print the table, or write it into the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="write docs/extraction.md")
    table = measured()
    if parser.parse_args().write:
        PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), table), encoding="utf-8")
    else:
        sys.stdout.write(f"{table}\n")


if __name__ == "__main__":
    main()
