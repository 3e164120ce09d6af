"""Answers against what a reader finds in the text of Plan 211, typed here from the text itself."""

from __future__ import annotations

from decimal import Decimal

from sctbv_graph.query import Answer, answer
from sctbv_graph.store import EmbeddedStore


def column(found: Answer, name: str) -> list[str]:
    """Return a column: the last part of an IRI, or the value."""
    return [str(row[name].value).rsplit("/", 1)[-1] if name in row else "" for row in found.rows]  # type: ignore[union-attr]


def numbers(found: Answer, name: str) -> list[Decimal]:
    return [Decimal(value) for value in column(found, name)]


def test_yields(store: EmbeddedStore) -> None:
    """Line 178-179: crab 200 - 250 kg/ha; line 192: blood cockle 2,5 -3 tấn/ha."""
    found = answer(store, "yields", {}, True)
    assert column(found, "task") == ["8", "9"]
    assert numbers(found, "lowKg") == [200, 2500]
    assert numbers(found, "highKg") == [250, 3000]
    assert [{178, 192} & {p.line for p in e} for e in found.evidence] == [{178}, {192}]


def test_percentages(store: EmbeddedStore) -> None:
    # 70, 85: part II; 75: task 4; 90: 5; more than 70: 7; 15, 100: 8; 25, 100: 9; 100: 11; 10: 14
    found = answer(store, "percentages")
    assert sorted(numbers(found, "low")) == [10, 15, 25, 70, 70, 75, 85, 90, 100, 100, 100]


def test_money_by_source(store: EmbeddedStore) -> None:
    """All lines make 18.706; the central column holds its printed 4.260 (tasks 10, 11, 12)."""
    found = answer(store, "money-by-source")
    by = dict(zip(column(found, "source"), numbers(found, "million"), strict=True))
    assert sum(by.values()) == 18706
    assert by["central-budget"] == 1310 + 550 + 2400 == 4260


def test_money_by_place(store: EmbeddedStore) -> None:
    """U Minh has tasks 11 (5.238), 14 (523) and 15 (500)."""
    found = answer(store, "money-by-place")
    by = dict(zip(column(found, "place"), numbers(found, "million"), strict=True))
    assert by["huyen-u-minh-ca-mau"] == 5238 + 523 + 500
    assert by["huyen-tran-van-thoi-ca-mau"] == 30 + 20


def test_programme_money(store: EmbeddedStore) -> None:
    """Notes of tasks 10, 11 and 12 name CTMTQG XDNTM: 1.310, 550 and 2.400."""
    found = answer(store, "programme-money", {"programme": "CTMTQG XDNTM"})
    assert sorted(numbers(found, "million")) == [550, 1310, 2400]


def test_notes(store: EmbeddedStore) -> None:
    """740 + 857,6 + 1.715 = 3.312,6 against 3.313; 1.375 and 3.600 are "Ngân sách tỉnh"."""
    parts = answer(store, "note-parts")
    gaps = dict(zip(numbers(parts, "printed"), numbers(parts, "gap"), strict=True))
    assert gaps == {1375: 0, 550: 0, 3313: Decimal("0.4"), 2400: 0, 3600: 0}
    assert sorted(numbers(answer(store, "column-and-note"), "million")) == [1375, 3600]


def test_who(store: EmbeddedStore) -> None:
    """The signature, the recipients, the partners of each row, the leads without a task."""
    signed = answer(store, "signature", {}, True)
    assert column(signed, "signer") == ["Lâm Văn Bi", "Trịnh Đình Dũng"]
    assert [p.line for p in signed.evidence[0]] == [80, 81, 82]
    sent = answer(store, "recipients", {}, True)
    assert len(sent.rows) == 5
    assert {p.line for e in sent.evidence for p in e} == {75, 76, 77, 78}
    alone = column(answer(store, "no-partner"), "ordinal")
    assert alone == ["1", "2", "3", "4", "6", "7", "10", "13", "14", "15", "17", "18", "21"]
    assert len(answer(store, "no-task").rows) == 4


def test_same(store: EmbeddedStore) -> None:
    """Rows 16 and 20, and 17 and 21, bear one name; 03/KH-UBND and 03/CTr-UBND one number.

    So do two documents numbered 263 and two numbered 45 of the reference data.
    """
    same = answer(store, "same-tasks")
    pairs = zip(column(same, "task"), column(same, "other"), strict=True)
    assert set(pairs) == {("16", "20"), ("17", "21")}
    assert column(answer(store, "same-number"), "number") == ["03", "263", "45"]


def test_months(store: EmbeddedStore) -> None:
    """Only tasks 1 and 6 are in June alone; task 5 begins in February."""
    found = answer(store, "months")
    assert column(found, "tasks") == [
        "16", "17", "17", "17", "17", "19", "17", "18", "17", "18", "17", "17",
    ]  # fmt: skip
