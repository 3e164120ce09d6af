# ruff: noqa: ISC004  a pattern in several pieces is one pattern
"""The account of Plan 211: nothing in its text is without a fact, or without a reason for none."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from sctbv_graph import iris
from sctbv_graph.corpus import Built
from sctbv_graph.store import EmbeddedStore, select

PREFIXES = """
PREFIX sctbv: <https://w3id.org/sctbv/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX c: <https://w3id.org/sctbv/concept/>
PREFIX unit: <http://qudt.org/vocab/unit/>
"""
PLAN = f"<{iris.thing('document', '211-kh-ubnd-ca-mau-2024')}>"

# Lines on which no fact rests, and why.
NO_FACT = {
    74: "“Nơi nhận:” heads the list of recipients; each line under it is a recipient",
    325: "a blank line at the end of the file",
}

# Words outside every passage, on lines that carry facts, and why.
JOINING = {
    "và": "joins two parties, each of which is a passage",
    "Phối hợp": "repeats the heading of the cell's column, which says the role",
    "Tổng kinh phí:": "is the name of the total; its figure is the passage",
    "ấp 7, xã Khánh Hòa, huyện U Minh": "where the enterprise is: `happensIn` the hamlet",
}


@pytest.fixture(scope="module")
def covered(built: Built) -> set[int]:
    """The offsets of every character that some fact rests on."""
    start, end = ox.NamedNode(iris.term("startOffset")), ox.NamedNode(iris.term("endOffset"))
    # What is noticed of the form and what is suggested are no facts of the plan.
    facts = [q for q in built.quads if not str(q.graph_name).endswith(("/audit>", "/analysis>"))]
    used = {q.object for q in facts if q.predicate.value == iris.term("hasEvidence")}
    first = {q.subject: int(q.object.value) for q in facts if q.predicate == start}  # type: ignore[union-attr]
    last = {q.subject: int(q.object.value) for q in facts if q.predicate == end}  # type: ignore[union-attr]
    assert first.keys() == last.keys() == used, "a passage on which nothing rests"
    return {place for node in first for place in range(first[node], last[node])}


def lines(text: str) -> list[tuple[int, int, str]]:
    """Return number, offset and text of each line."""
    made, offset = [], 0
    for number, line in enumerate(text.split("\n"), 1):
        made.append((number, offset, line))
        offset += len(line) + 1
    return made


def test_every_line_is_evidence_or_has_its_reason(text: str, covered: set[int]) -> None:
    without = {
        number
        for number, offset, line in lines(text)
        if not covered.intersection(range(offset, offset + len(line)))
    }
    assert without == NO_FACT.keys()


def test_every_word_outside_evidence_is_a_number_or_a_joint(text: str, covered: set[int]) -> None:
    """Numbers of items are carried by `statedOrdinal`; the other words are listed."""
    left = []
    for number, offset, line in lines(text):
        kept = "".join("\n" if offset + i in covered else c for i, c in enumerate(line))
        pieces = [" ".join(piece.split()).strip(" ,;.") for piece in kept.split("\n")]
        left += [piece for piece in pieces if number not in NO_FACT and re.search(r"\w", piece)]
    ordinals = {piece for piece in left if re.fullmatch(r"[IVX]+|\d+", piece)}
    assert ordinals == {"I", "II", "III", "IV", "V", *map(str, range(1, 12))}
    assert set(left) - ordinals == JOINING.keys()


def test_the_numbers_of_items_are_in_the_graph(store: EmbeddedStore) -> None:
    found = select(store, PREFIXES + "SELECT DISTINCT ?n { ?part sctbv:statedOrdinal ?n }").rows
    said = {str(row["n"].value).rstrip(".") for row in found}  # type: ignore[union-attr]
    assert {"I", "II", "III", "IV", "V", *map(str, range(1, 12))} <= said


# The table of what Plan 211 holds and what carries it: a pattern, and how many ?x it finds.
CARRIED = {
    "header": (
        f"VALUES ?x {{ {PLAN} }} ?x sctbv:documentNumber '211/KH-UBND' ; sctbv:dateIssued ?d ;"
        " sctbv:issueYear 2024 ; sctbv:issuedAt ?at ; sctbv:issuedBy ?by ; dcterms:title ?title ;"
        " sctbv:appliesTo ?where ; sctbv:coversPeriod ?period",
        1,
    ),
    "legal basis": ("?x sctbv:referenceKind c:reference-kind\\/basis", 2),
    "what it implements": (f"{PLAN} sctbv:implements ?x", 3),
    "a decision approves a programme": (
        "?x a sctbv:Decision ; sctbv:approves ?programme . ?r sctbv:refersTo ?x",
        1,
    ),
    "I: purposes": ("?x a sctbv:Purpose", 3),
    "II: numbered objectives": (
        "?x a sctbv:Objective ; sctbv:isPartOf ?part ; sctbv:statedOrdinal ?n . ?part a"
        " sctbv:DocumentPart",
        6,
    ),
    "II: targets": (
        "?x a sctbv:Target ; sctbv:statedOrdinal ?n ; sctbv:hasQuantity ?q . ?q sctbv:minValue ?v",
        3,
    ),
    "II: percentages of a population": (
        "?x sctbv:hasUnit unit:PERCENT ; sctbv:hasScope ?scope . ?t sctbv:hasQuantity ?x ;"
        " sctbv:statedOrdinal ?n . ?t a sctbv:Target",
        2,
    ),
    "II: half of an item": ("?x a sctbv:Objective ; sctbv:isPartOf ?o . ?o a sctbv:Target", 1),
    "II: how firmly": ("?t sctbv:strength ?x . ?t a sctbv:Objective", 2),
    "III: groups": ("?x a sctbv:SolutionGroup", 4),
    "III: solutions": ("?x a sctbv:Solution ; sctbv:isPartOf ?g . ?g a sctbv:SolutionGroup", 13),
    "III.4: programmes named without number": (
        "?x a sctbv:Reference ; sctbv:referenceKind c:reference-kind\\/integrates .", None),
    "IV: funding rules": ("?x a sctbv:FundingRule", 2),
    "IV: sources of money": ("?rule a sctbv:FundingRule ; sctbv:fundedBy ?x", 7),
    "IV: a duty of whoever leads a task": (
        "?x a sctbv:Duty ; sctbv:isPartOf ?part ; sctbv:isLedBy ?party ."
        " ?part sctbv:statedOrdinal 'IV' . ?party a sctbv:CollectiveParty", 1),
    "V: duties": (
        "?x a sctbv:Duty MINUS { ?x sctbv:isPartOf ?part . ?part sctbv:statedOrdinal 'IV' }", 24),
    "V: items headed by a party": ("?x sctbv:headedBy ?party", 11),
    "V: to whom is reported": ("?duty sctbv:reportsTo ?x", None),
    "V: roles": ("?assignment sctbv:assignsIn ?duty ; a ?x . ?duty a sctbv:Duty", 3),
    "recipients": (f"{PLAN} sctbv:hasRecipient ?x", 5),
    "archive": (f"{PLAN} sctbv:archiveCode ?x", 1),
    "signature": (
        "?x a sctbv:Signature ; sctbv:signedBy/foaf:name 'Lâm Văn Bi'@vi ;"
        " sctbv:signatoryPost ?post ; sctbv:signsForPost ?for",
        1,
    ),
    "annex: tasks": ("?x a sctbv:Task ; sctbv:statedText ?text ; sctbv:ordinal ?n", 21),
    "annex: printed row numbers": ("?x a sctbv:Task ; sctbv:statedOrdinal ?n", 14),
    "annex: leads": ("?task sctbv:isLedBy ?lead . ?task a sctbv:Task BIND(?task AS ?x)", 21),
    "annex: a unit is led for by its agency": (
        "?x a sctbv:Task ; sctbv:isLedBy ?u ; sctbv:isAnsweredForBy ?a . ?u sctbv:isUnitOf ?a",
        None,
    ),
    "annex: time frames": ("?task sctbv:hasTimeFrame ?x", 21),
    "annex: tentative": ("?x sctbv:isTentative true", 1),
    "annex: money": ("?x a sctbv:BudgetLine ; sctbv:isMoneyFor ?task ; sctbv:basis ?basis", 25),
    "annex: totals": ("?x a sctbv:StatedTotal", 4),
    "annex: parts that notes give": ("?x a sctbv:BudgetPart ; sctbv:isPartOfLine ?line", 7),
    "annex: column and note differ": (
        "?x sctbv:sourceByNote ?note ; sctbv:statedColumn ?column FILTER(?note != ?column)", None),
    "annex: 30 ha each model": (
        "?x sctbv:hasUnit unit:HA ; sctbv:perUnit c:count-unit\\/model ; sctbv:minValue 30.0",
        1,
    ),
    "annex: 10-20 households": (
        "?x sctbv:hasUnit c:count-unit\\/household ; sctbv:minValue 10.0 ; sctbv:maxValue 20.0", 1),
    "annex: 6-8 cages each household": (
        "?x sctbv:perUnit c:count-unit\\/household ; sctbv:minValue 6.0 ; sctbv:maxValue 8.0", 1),
    "annex: yields": ("?x sctbv:hasUnit unit:KiloGM-PER-HA ; sctbv:minValue 200.0 ;"
                      " sctbv:maxValue 250.0", 1),
    "annex: standards": ("?element sctbv:appliesStandard ?x", None),
    "annex: the hamlet of the enterprise": (
        "?task sctbv:happensIn ?x . ?x sctbv:placeKind c:place-kind\\/hamlet", 1),
    "annex: results and their stage": ("?x a sctbv:ExpectedResult ; sctbv:valueChainStage ?s", 30),
    "annex: a task's own goals": ("?task sctbv:pursues ?x", 26),
    "footnote": (
        "?x a sctbv:Reference ; sctbv:referenceKind c:reference-kind\\/applies ;"
        " sctbv:hasEvidence ?e . ?e sctbv:startLine 324",
        3,
    ),
}  # fmt: skip


@pytest.mark.parametrize("element", CARRIED)
def test_every_element_of_the_plan_is_carried(store: EmbeddedStore, element: str) -> None:
    pattern, count = CARRIED[element]
    rows = select(store, f"{PREFIXES} SELECT DISTINCT ?x {{ {pattern} }}").rows
    found = len(rows)
    assert found == count if count is not None else found > 0, found
