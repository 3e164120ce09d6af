"""Vietnamese in the fonts before Unicode: TCVN3 (ABC, ".VnTime") and VNI ("VNI-Times").

Such a file holds other letters than it shows: "KÕ ho¹ch" is shown as "Kế hoạch" by .VnTime. The
font's name tells which encoding it is; without fonts only the statistics of the letters do, and
then the reader says so. The table of TCVN3 is TCVN 5712:1993, VN3.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import islice

_TCVN3_LETTERS = (
    "ĂÂÊÔƠƯĐăâêôơưđ",  # A1 to AE
    "\0" * 6,  # AF to B4: capitals and single marks of VN2, no letters of VN3
    "àảãáạ\0ằẳẵắ\0\0\0\0\0\0\0ặầẩẫấậè\0ẻẽéẹềểễếệìỉ\0\0\0ĩíịò\0ỏõóọồổỗốộờởỡớợù\0ủũúụừửữứựỳỷỹýỵ\0",
)
TCVN3 = {
    0xA1 + index: letter for index, letter in enumerate("".join(_TCVN3_LETTERS)) if letter != "\0"
}
"""Code point of the letter stored → letter shown."""

_MARKS = {
    "ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323",
    "â": "\u0302", "á": "\u0302\u0301", "à": "\u0302\u0300", "å": "\u0302\u0309",
    "ã": "\u0302\u0303", "ä": "\u0302\u0323",
    "ê": "\u0306", "é": "\u0306\u0301", "è": "\u0306\u0300", "ú": "\u0306\u0309",
    "ü": "\u0306\u0303", "ë": "\u0306\u0323",
}  # fmt: skip
_ALONE = {"ñ": "đ", "ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_TONES = "ùøûõï"


def _vni_table() -> dict[str, str]:
    made: dict[str, str] = {}
    for mark, combining in _MARKS.items():
        breve = combining.startswith("\u0306")
        bases = "a" if breve else "aeo" if combining.startswith("\u0302") else "aeouy"
        for base in bases:
            made[base + mark] = unicodedata.normalize("NFC", base + combining)
    for stored, shown in _ALONE.items():
        made[stored] = shown
        if shown in "ơư":
            for tone in _TONES:
                made[stored + tone] = unicodedata.normalize("NFC", shown + _MARKS[tone])
    for stored, shown in list(made.items()):
        made[stored.upper()] = shown.upper()
        if len(stored) == 2:
            made[stored[0].upper() + stored[1]] = shown.upper()
    return made


VNI = _vni_table()
"""One or two stored letters → the letter shown."""
_VNI = re.compile("|".join(sorted(map(re.escape, VNI), key=len, reverse=True)))
_VIETNAMESE = re.compile(r"[\u01A0\u01A1\u01AF\u01B0\u0102\u0103\u0110\u0111\u1EA0-\u1EF9]")
_TCVN3_TYPICAL = re.compile(
    "[¸µ¶·¹¨¾»¼½Æ©ÊÇÈÉË®ÐÌÎÏÑªÕÒÓÔÖÝ×ØÜÞãßáâä«èåæçé¬íêëìîóïñòô\xadøõö÷ùýúûüþ]"
)
_VNI_TYPICAL = re.compile(r"[aeouyôö][ùøûõïâáàåãäêéèúüë]|ñ|[íìæóòî]", re.IGNORECASE)


def encoding_of_font(name: str | None) -> str | None:
    """Return "tcvn3", "tcvn3-capitals", "vni" or ``None`` for a font's name.

    >>> encoding_of_font(".VnTimeH"), encoding_of_font("VNI-Times"), encoding_of_font("Arial")
    ('tcvn3-capitals', 'vni', None)
    """
    if not name:
        return None
    bare = name.split("+")[-1].strip().casefold()
    if bare.startswith((".vn", "vn3")):
        # Capitals have no codes of their own: the font draws small letters as capitals.
        family = bare.split("-")[0].split(",")[0].split(" ")[0]
        return "tcvn3-capitals" if family.endswith("h") else "tcvn3"
    return "vni" if bare.startswith(("vni-", "vni ")) else None


def convert(text: str, encoding: str) -> str:
    """Return what a text in a legacy encoding shows.

    >>> convert("KÕ ho¹ch", "tcvn3"), convert("Keá hoaïch", "vni")
    ('Kế hoạch', 'Kế hoạch')
    """
    if encoding == "vni":
        return _VNI.sub(lambda match: VNI[match.group()], text)
    shown = text.translate(TCVN3)
    return shown.upper() if encoding == "tcvn3-capitals" else shown


def suspected(text: str) -> str | None:
    """Return the legacy encoding that a text's letters point to, ``None`` where they do not.

    Real Vietnamese has letters of its own (ơ, ư, đ, ạ to ỹ) in nearly every line; a legacy text
    has none of them and Latin-1 letters in their place. The reading wins that turns nearly all
    words into Vietnamese ones.

    >>> suspected("KÕ ho¹ch thùc hiÖn ch­¬ng tr×nh hµnh ®éng quèc gia"), suspected("Kế hoạch")
    ('tcvn3', None)
    """
    if _has(text, len(text) // 100 + 1):  # so many of its letters, for these are fewer
        return None
    letters = sum(char.isalpha() for char in text)
    if letters < 20 or len(_VIETNAMESE.findall(text)) * 100 > letters:
        return None
    scores = {
        "tcvn3": _fit(text, convert(text, "tcvn3"), _TCVN3_TYPICAL),
        "vni": _fit(text, convert(text, "vni"), _VNI_TYPICAL),
    }
    best = max(scores, key=lambda name: scores[name])
    return best if scores[best] >= 0.8 else None


def _has(text: str, count: int) -> bool:
    """Tell whether a text has ``count`` Vietnamese letters; most have them in the first lines."""
    return next(islice(_VIETNAMESE.finditer(text), count - 1, None), None) is not None


_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:uyê|iê|yê|uô|ươ|oa|oă|oe|uâ|uê|uơ|uy|ia|ya|ua|ưa|ai|ao|au|ay|âu|ây|eo|êu|iu|oi|ôi|ơi|"
    r"ui|ưi|ưu|iêu|yêu|uôi|ươi|ươu|oai|oay|oeo|uây|uya|uyu|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnptiouy])?\Z"
)


def _fit(raw: str, shown: str, typical: re.Pattern[str]) -> float:
    """Return the share of words that read as Vietnamese syllables, 0 where letters do not fit."""
    if len(typical.findall(raw)) * 20 < sum(char.isalpha() for char in raw):
        return 0.0
    words = [word for word in re.findall(r"[^\W\d_]+", shown) if len(word) > 1]
    if not words:
        return 0.0
    return sum(_is_syllable(word) for word in words) / len(words)


def _is_syllable(word: str) -> bool:
    """Tell whether a word could be a Vietnamese syllable, its tone left aside."""
    plain = unicodedata.normalize("NFD", word.casefold())
    plain = re.sub("[\u0300\u0301\u0303\u0309\u0323]", "", plain)
    return _SYLLABLE.match(unicodedata.normalize("NFC", plain)) is not None
