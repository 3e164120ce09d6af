"""Numbers, dates and names of the Vietnamese language, whatever they are."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from sctbv_graph.vietnamese.fold import fold, forget, slug, strip_marks, tokens
from sctbv_graph.vietnamese.names import NameIndex
from sctbv_graph.vietnamese.numbers import format_number, parse_number

AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=2, allow_nan=False)


@given(AMOUNTS)
def test_numbers_survive_writing(value: Decimal) -> None:
    """A number written as Vietnamese is read back exactly."""
    assert parse_number(format_number(value)) == value


@given(st.text())
def test_tokens_point_into_the_text(text: str) -> None:
    """Every token lies inside the text, in order, whatever the text is."""
    last = 0
    for token in tokens(text):
        assert 0 <= token.start < token.end <= len(text)
        assert token.start >= last or token.start == last
        last = token.start


def test_a_part_of_a_document_has_the_same_tokens_by_itself(text: str) -> None:
    """A long text is split once; a part of it that cuts a word is split as it stands."""
    for start in range(0, 3000, 23):
        for end in (start, start + 1, start + 40, start + 41):
            alone = [(t.text, t.start + start, t.end + start) for t in tokens(text[start:end])]
            assert [tuple(t) for t in tokens(text, start, end)] == alone, (start, end)
    forget()


@given(st.text(alphabet="aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệ ", max_size=40))
def test_folding_knows_no_normal_form(text: str) -> None:
    """NFC and NFD of one text fold alike, and keys are readable ASCII."""
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert strip_marks(composed) == strip_marks(decomposed)
    assert slug(text).isascii()


def test_two_centres_one_letter_apart() -> None:
    """Names one letter apart are never taken for each other; the longest name wins."""
    index = NameIndex(
        [("Trung tâm Khuyến công", 1), ("Trung tâm Khuyến nông", 2), ("Trung tâm", 3)]
    )
    words = tokens("Trung tâm khuyến nông; Trung tâm Khuyến công")
    assert [m.value for m in index.find_all(words)] == [2, 1]
    assert fold("Văn hoá") == fold("Văn hóa")
