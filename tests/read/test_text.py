"""Plain text in other encodings: read where there is no doubt, and said."""

from __future__ import annotations

import pytest

from sctbv_graph.errors import InputError
from sctbv_graph.read import read_bytes
from sctbv_graph.read.legacy import TCVN3, convert, suspected

LINE = "kế hoạch thực hiện chương trình hành động quốc gia về sản xuất và tiêu dùng bền vững"


def in_tcvn3(text: str) -> bytes:
    back = {shown: stored for stored, shown in TCVN3.items()}
    return bytes(back.get(char, ord(char)) for char in text)


def test_bytes_of_the_old_encoding_are_converted_and_said() -> None:
    source = read_bytes(in_tcvn3(LINE), "a.txt")
    assert source.text == LINE
    assert [remark.kind for remark in source.remarks] == ["legacy-encoding"]


def test_letters_of_the_old_encoding_in_utf8_stay_and_are_said() -> None:
    """Text without fonts is not changed: the remark asks for Unicode."""
    stored = in_tcvn3(LINE).decode("latin-1")
    source = read_bytes(stored.encode(), "a.txt")
    assert source.text == stored
    assert "TCVN3" in source.remarks[0].vi


def test_utf16_is_read() -> None:
    assert read_bytes(LINE.encode("utf-16"), "a.txt").text == LINE


def test_other_languages_are_not_taken_for_it() -> None:
    with pytest.raises(InputError, match="UTF-8"):
        read_bytes("Le café est fermé à Noël, où êtes-vous allés ?".encode("latin-1"), "a.txt")
    assert suspected("Kế hoạch số 211/KH-UBND của Ủy ban nhân dân tỉnh") is None


def test_both_encodings_give_the_same_words() -> None:
    assert convert("Keá hoaïch saûn xuaát vaø tieâu duøng beàn vöõng", "vni") == (
        "Kế hoạch sản xuất và tiêu dùng bền vững"
    )
    assert convert("¸p dông", "tcvn3-capitals") == "ÁP DỤNG"


def test_few_vietnamese_letters_do_not_hide_a_legacy_text() -> None:
    """One letter in a hundred says that a text is Vietnamese already; fewer do not."""
    stored = in_tcvn3(LINE * 40).decode("latin-1")
    letters = sum(char.isalpha() for char in stored)
    assert suspected(stored) == "tcvn3"
    assert suspected(stored + "ơ" * (letters // 120)) == "tcvn3"
    assert suspected("ơ" * (letters // 80) + stored) is None
    assert suspected("1" * 100 * letters + "ơ" * (letters // 80) + stored) is None
