"""Normal forms of Vietnamese text for matching, never for showing.

The raw text stays what it is; these forms stand beside it. Matching never strips diacritics
("Trung tâm Khuyến công" and "Trung tâm Khuyến nông" are two bodies); only keys (`slug`) and the
accent-free search (`strip_marks`) do.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Container, Iterator
from functools import lru_cache
from itertools import accumulate, compress, filterfalse, islice
from operator import eq
from typing import NamedTuple

_DASHES = str.maketrans({"–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-"})
_ETH = str.maketrans({"Ð": "Đ", "ð": "đ"})  # U+00D0 looks like U+0110 and is typed for it

# "hoá" and "hóa" are the same word: NFC keeps both, so the mark is moved to the first vowel.
_TONES = "\u0300\u0301\u0303\u0309\u0323"
_LATE_TONE = re.compile(rf"([ou])([aey])([{_TONES}])(?![a-z])")

ABBREVIATIONS: dict[str, str] = {
    "ubnd": "ủy ban nhân dân",
    "hđnd": "hội đồng nhân dân",
    "ptnt": "phát triển nông thôn",
    "khcn": "khoa học công nghệ",
    "vhtt": "văn hóa thông tin",
    "htx": "hợp tác xã",
    "tnmt": "tài nguyên môi trường",
    "kcn": "khu công nghiệp",
    "kkt": "khu kinh tế",
    "ccn": "cụm công nghiệp",
    "tp": "thành phố",
}
"""Abbreviations that the plans use inside names, folded, with what they stand for."""

UPPER = "".join(
    char
    for char in map(chr, (*range(0x41, 0x180), *range(0x1EA0, 0x1EFA), 0x1A0, 0x1AF))
    if char.isupper()
)
"""Capital letters for a character class: "À-Ỹ" would take in the small ones."""
CAPITALISED = rf"[{UPPER}][^\W\d_]*"
"""A word that begins with a capital letter, in a pattern: proper names are such words."""

_WORD = re.compile(r"[^\W]+|[^\w\s]")  # as "\w+|…", in half the time: a set is looked for quickly
_WORDS = re.compile(rf"({_WORD.pattern})")


def _move_tones(text: str) -> str:
    """Put a tone mark on the first vowel of final oa, oe, uy (Plan 211, line 54: "Văn hoá")."""
    decomposed = unicodedata.normalize("NFD", text)

    def early(match: re.Match[str]) -> str:
        first, second, tone = match.groups()
        # "quý", "quả": the u belongs to the consonant, the tone stays where it is.
        if first == "u" and decomposed[match.start() - 1 : match.start()] == "q":
            return match.group()
        return first + tone + second

    return unicodedata.normalize("NFC", _LATE_TONE.sub(early, decomposed))


@lru_cache(maxsize=20_000)
def fold_word(word: str) -> str:
    """Return one word's form for matching: NFC, case folded, tone mark placed, đ for ð.

    >>> fold_word("Hoá"), fold_word("HÓA"), fold_word("Uỷ"), fold_word("quý")
    ('hóa', 'hóa', 'ủy', 'quý')
    """
    return _move_tones(unicodedata.normalize("NFC", word.translate(_ETH)).casefold())


class Token(NamedTuple):
    """One folded word or sign with the offsets of the characters it was read from.

    An abbreviation gives several tokens with the same offsets.
    """

    text: str
    start: int
    end: int


def tokens(text: str, start: int = 0, end: int | None = None) -> list[Token]:
    """Split ``text[start:end]`` into folded tokens; offsets count code points of ``text``.

    Blanks, no-break spaces and line ends separate and vanish; abbreviations are spelt out.

    >>> [t.text for t in tokens("UBND huyện  U Minh")]
    ['ủy', 'ban', 'nhân', 'dân', 'huyện', 'u', 'minh']
    """
    last = len(text) if end is None else min(end, len(text))
    if not _is_plan(text):
        return _made(_split(text, start, last))
    # Many readers look at the same parts of one document: it is split once, and tokens are made
    # of what is asked for, which is half of it.
    words, starts, ends = _whole(text)
    at, after = bisect_left(starts, start), bisect_left(starts, last)
    if (at and ends[at - 1] > start) or (after > at and ends[after - 1] > last):
        return _made(_split(text, start, last))
    return _made((words[at:after], starts[at:after], ends[at:after]))


def places_of(wanted: Container[str], text: str) -> list[int]:
    """Return where one of some folded words stands in a text, in order.

    >>> places_of({"nhân", "huyện"}, "UBND huyện")
    [0, 5]
    """
    words, starts, _ = _split_once(text)
    return [start for said, start in zip(words, starts, strict=True) for w in said if w in wanted]


def repeated_in(text: str) -> Iterator[int]:
    """Yield where a word or sign stands that is followed by the same, but for case and tone mark.

    >>> list(repeated_in("trên các Các nền tảng"))
    [5]
    """
    words, starts, _ = _split_once(text)
    return compress(starts, map(eq, words, islice(words, 1, None)))


_LONG, _LONGEST = 4000, 400_000
"""Characters between which a text is taken for a whole plan; of what is longer still, a book of
statistics with a plan in it, most parts are looked at by nobody."""


_Split = tuple[list[tuple[str, ...]], list[int], list[int]]
"""The words and signs of a text: what each stands for, folded; where it begins; where it ends."""


def _is_plan(text: str) -> bool:
    return _LONG <= len(text) <= _LONGEST


def _split_once(text: str) -> _Split:
    return _whole(text) if _is_plan(text) else _split(text, 0, len(text))


@lru_cache(maxsize=2)  # as the file has it, and as it is looked at
def _whole(text: str) -> _Split:
    return _split(text, 0, len(text))


def forget() -> None:
    """Keep no text whose words were split or folded, for who must not keep strangers' texts."""
    _whole.cache_clear()
    fold.cache_clear()


def _split(text: str, start: int, end: int) -> _Split:
    # What stands between the words comes along, so that lengths add up to places: of thousands of
    # words that is quicker than looking for each.
    parts = _WORDS.split(text[start:end])
    edges = [*accumulate(map(len, parts), initial=start)]
    return [*map(_words, parts[1::2])], edges[1:-1:2], edges[2::2]


def _made(split: _Split) -> list[Token]:
    make = tuple.__new__
    return [
        make(Token, (word, start, end))
        for words, start, end in zip(*split, strict=True)
        for word in words
    ]


@lru_cache(maxsize=1 << 16)  # a document has few words, many times
def _words(written: str) -> tuple[str, ...]:
    """Return the folded words that one word or sign stands for, an abbreviation spelt out."""
    folded = fold_word(written).translate(_DASHES)
    return tuple(ABBREVIATIONS.get(folded, folded).split())


@lru_cache(maxsize=1 << 16)
def _spelt(written: str) -> str:
    return " ".join(_words(written))


@lru_cache(maxsize=1024)  # the same cells and headings are asked about by several readers
def fold(text: str) -> str:
    """Return the matching form of a text: folded tokens joined by single blanks.

    >>> fold("Sở Nông nghiệp và PTNT") == fold("sở  nông nghiệp và Phát triển nông thôn")
    True
    """
    return " ".join(filter(None, map(_spelt, _WORD.findall(text))))


def strip_marks(text: str) -> str:
    """Return ``text`` case folded and without diacritics, đ as d; for search and keys.

    >>> strip_marks("Đồng Tháp")
    'dong thap'
    """
    return unmarked(text.translate(_ETH)).replace("đ", "d")


def unmarked(text: str) -> str:
    """Return ``text`` case folded and its letters without marks; đ is a letter of its own.

    >>> unmarked("ĐỒNG THÁP")
    'đong thap'
    """
    return text.casefold().translate(_UNMARKED)


class _Unmarked(dict[int, str]):
    """Letter → the letter without its marks, for `str.translate`; a mark alone is nothing."""

    def __missing__(self, code: int) -> str:
        decomposed = unicodedata.normalize("NFD", chr(code))
        return self.setdefault(code, "".join(filterfalse(unicodedata.combining, decomposed)))


_UNMARKED = _Unmarked()
_NO_KEY = re.compile("[^a-z0-9]+")


def slug(text: str) -> str:
    """Return a readable ASCII key: lower case, hyphens, nothing else.

    >>> slug("Trung tâm Khuyến công"), slug("211/KH-UBND"), slug("98/2018/NĐ-CP")
    ('trung-tam-khuyen-cong', '211-kh-ubnd', '98-2018-nd-cp')
    """
    return _NO_KEY.sub("-", strip_marks(text)).strip("-")


def squeeze(text: str) -> str:
    r"""Return ``text`` in NFC with runs of blanks and line ends made one blank; for labels.

    >>> squeeze(" lớp tập   huấn\u00a0")
    'lớp tập huấn'
    """
    return " ".join(unicodedata.normalize("NFC", text).split())


# Combining marks too: what was typed or written in NFD is one word all the same.
_PLAIN_WORD = re.compile(r"[\w\u0300-\u036f]+")
BARE_ABBREVIATIONS = {
    strip_marks(short): strip_marks(full) for short, full in ABBREVIATIONS.items()
}
"""The abbreviations as search knows them: without marks."""


def plain_tokens(text: str) -> list[Token]:
    """Split a text into words for search: no marks, no signs, abbreviations spelt out.

    Offsets count code points of ``text``, so that a hit can be marked in the accented words.

    >>> [t.text for t in plain_tokens("UBND tỉnh: 44/KH")]
    ['uy', 'ban', 'nhan', 'dan', 'tinh', '44', 'kh']
    """
    found: list[Token] = []
    for match in _PLAIN_WORD.finditer(text):
        bare = strip_marks(match.group())
        if not bare.isalnum():  # signs; "_" and marks that stand alone carry no word
            continue
        words = BARE_ABBREVIATIONS.get(bare, bare).split()
        found.extend(Token(word, match.start(), match.end()) for word in words)
    return found


def plain(text: str) -> str:
    """Return the words of a text for search, joined by blanks.

    >>> plain("ĐỒNG THÁP") == plain("dong thap"), plain("Sở NN và PTNT")
    (True, 'so nn va phat trien nong thon')
    """
    return " ".join(token.text for token in plain_tokens(text))
