"""Words: abbreviations never written out, spelling, doubled words, one notion written two ways."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from sctbv_graph.model import Span
from sctbv_graph.observe.place import Piece, Seen
from sctbv_graph.observe.records import Lore, Noticed
from sctbv_graph.vietnamese.fold import ABBREVIATIONS, UPPER, fold_word, repeated_in, unmarked

# What stands before a capital is looked at after it: what begins with a set is found fast.
_SHORT = re.compile(rf"[{UPPER}](?<![\w/.\-&].)[{UPPER}]{{2,9}}(?![\w/&]|-\w)")
_FIRST = re.compile(r"([^\W\d_])[^\W\d_]*")
_MIXED = re.compile(rf"[{UPPER}](?<!\w.)[a-z]{{1,6}}[{UPPER}]{{2,6}}\b")
_DOUBLED = re.compile(r"(?<![\w-])([^\W\d_]{2,})[ \n\u00a0]+\1(?![\w-])", re.IGNORECASE)
_MOVABLE = re.compile(
    r"(?<!\w)[^\W\d_]{0,4}(?:[óòỏõọ][ae]|o[áàảãạéèẻẽẹ]|[úùủũụ]y|u[ýỳỷỹỵ])(?!\w)", re.IGNORECASE
)
"""A syllable that ends in oa, oe or uy under a tone mark."""
_TWO_VOWELS = re.compile(r"[óòỏõọoúùủũụu][aáàảãạeéèẻẽẹyýỳỷỹỵ](?!\w)", re.IGNORECASE)
"""What ends such a syllable and some others: found ten times as fast."""
_OWN_WORDS = {"body", "annex", "note"}
"""Zones whose words are the writer's: letterhead and end follow patterns."""


def wording(seen: Seen, lore: Lore) -> Iterator[Noticed]:
    """Yield what is noticed about words, in the order of the rules."""
    yield from _abbreviations(seen, lore)
    yield from _misspelt(seen, lore)
    yield from _near(seen)
    yield from _doubled(seen, lore)
    yield from _tone_places(seen)
    yield from _variants(seen, lore)


def _noticed(seen: Seen, kind: str, spans: list[Span], expected: str = "") -> Noticed:
    first = seen.back(spans[0])
    return Noticed(
        kind, seen.words(spans[0]), tuple(seen.back(s) for s in spans), seen.about(first), expected
    )


# -- abbreviations -------------------------------------------------------------------------


def _abbreviations(seen: Seen, lore: Lore) -> Iterator[Noticed]:
    """Yield each abbreviation at its first place, where nothing before it says what it means.

    Written out is what says so in parentheses, and what has its letters at the beginnings of its
    words: "khu công nghiệp, khu kinh tế (KCN, KKT)" (Plan 211, line 60).
    """
    told: set[str] = set()
    initials = _Initials(seen.text)
    known = {short.upper() for short in ABBREVIATIONS} | lore.known_abbreviations
    for piece in seen.in_zones("head", "body", "annex", "note"):
        found = list(_SHORT.finditer(seen.text, piece.span.start, piece.span.end))
        if not found or _is_capitals(seen.text[piece.span.start : piece.span.end]):
            continue
        for match in found:
            short = match.group()
            if short in told:
                continue
            told.add(short)
            if short in known or _is_roman(short) or _beside_capitals(seen.text, piece, match):
                continue
            if not _is_expanded(seen.text, initials, short, match.start(), piece.span):
                yield _noticed(seen, "abbreviation", [Span(match.start(), match.end())])


def _is_capitals(words: str) -> bool:
    letters = list(filter(str.isalpha, words))
    return sum(map(str.isupper, letters)) > 0.7 * len(letters) and len(letters) > 3


def _is_roman(short: str) -> bool:
    return set(short) <= set("IVXLC")


def _beside_capitals(text: str, piece: Piece, match: re.Match[str]) -> bool:
    """Tell whether a word stands in a run of capitals: a heading inside a paragraph."""
    before = re.search(rf"([{UPPER}]{{2,}})[\s,]+\Z", text[piece.span.start : match.start()])
    after = re.match(rf"[\s,]+([{UPPER}]{{2,}})\b", text[match.end() : piece.span.end])
    return any(m and not m[1].isascii() for m in (before, after))


def _is_expanded(text: str, initials: _Initials, short: str, at: int, span: Span) -> bool:
    defined = rf"(?:viết\s+tắt\s+là|gọi\s+tắt\s+là|sau\s+đây\s+gọi\s+là)[^.;)]*\b{short}\b"
    if re.search(defined, text[span.start : span.end]):
        return True
    count = len(short)
    if unmarked(short) in initials.before(at):
        return True
    # Written out right behind it, "OCOP (mỗi xã một sản phẩm)", or right before it, "(OCOP)".
    behind = text[at + len(short) : span.end].lstrip("* \n")
    before = text[span.start : at].rstrip("* \n")
    if before.endswith("(") and behind.startswith((")", ",", ";")):
        return len(before.split()) > 2
    return behind.startswith("(") and len(behind.partition(")")[0].split()) >= count


class _Initials:
    """The first letters of the words of a text, gone through as far as somebody asks."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._done = 0
        self._letters = ""

    def before(self, at: int) -> str:
        """Return those of the words before a place at which a word begins; asked in order."""
        found = _FIRST.findall(self._text, self._done, at)
        self._letters += unmarked("".join(found))
        self._done = at
        return self._letters


# -- spelling ------------------------------------------------------------------------------


def _misspelt(seen: Seen, lore: Lore) -> Iterator[Noticed]:
    """Yield what stands in the list of wrong spellings, each place (Plan 211, lines 140, 169)."""
    right = {_normal(s.wrong): s.right for s in lore.spellings}
    for match in _places(seen, tuple((s.wrong, s.unless) for s in lore.spellings)):
        span = Span(match.start(), match.end())
        if seen.piece_at(span):
            yield _noticed(seen, "misspelling", [span], right[seen.words(span).casefold()])


@lru_cache(maxsize=1024)
def _normal(phrase: str) -> str:
    return " ".join(phrase.casefold().split())


_Phrase = tuple[str, tuple[str, ...]]
"""Words, and what they are not meant before."""


def _places(seen: Seen, phrases: tuple[_Phrase, ...]) -> Iterator[re.Match[str]]:
    """Yield where phrases stand; most texts have few of them, the others need no look."""
    there = tuple(one for one in phrases if _normal(one[0]) in seen.folded)
    if not there:
        return
    starts = {
        place for words, _ in there for place in seen.places_of_small(_normal(words).split()[0])
    }
    yield from _matches(_phrases(there), seen.text, sorted(starts))


@lru_cache(maxsize=64)
def _phrases(phrases: tuple[_Phrase, ...]) -> re.Pattern[str]:
    """Return a pattern for phrases, each unless some words follow it."""
    made = []
    for words, unless in phrases:
        after = "|".join(r"\s+" + r"\s+".join(map(re.escape, u.split())) for u in unless)
        body = r"\s+".join(re.escape(word) for word in words.split())
        made.append(body + r"(?!\w)" + (f"(?!{after})" if after else ""))
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(made)})", re.IGNORECASE)


def _matches(pattern: re.Pattern[str], text: str, starts: Iterable[int]) -> Iterator[re.Match[str]]:
    """Yield what `finditer` would, given the places where a match can begin, in order."""
    after = 0
    for start in starts:
        if start >= after and (match := pattern.match(text, start)):
            yield match
            after = match.end()


def _near(seen: Seen) -> Iterator[Noticed]:
    """Yield a name in mixed capitals that misses a letter of one used more often ("VieGAP")."""
    found: dict[str, list[Span]] = {}
    for match in _MIXED.finditer(seen.text):
        span = Span(match.start(), match.end())
        if seen.piece_at(span):
            found.setdefault(match.group(), []).append(span)
    for name, spans in found.items():
        better = [n for n in found if len(found[n]) > len(spans) and _one_letter(name, n)]
        if better:
            for span in spans:
                yield _noticed(
                    seen, "misspelling", [span], max(better, key=lambda n: len(found[n]))
                )


def _one_letter(name: str, other: str) -> bool:
    """Tell whether the other name has one letter more, or one letter different."""
    if len(other) == len(name):
        return sum(a != b for a, b in zip(name, other, strict=True)) == 1
    if len(other) != len(name) + 1:
        return False
    return any(other[:i] + other[i + 1 :] == name for i in range(len(other)))


def _doubled(seen: Seen, lore: Lore) -> Iterator[Noticed]:
    """Yield a word that stands twice by a slip ("trên các các nền tảng").

    Two words may meet in one syllable ("hành vi vi phạm"): where the second goes on in a way that
    the text knows elsewhere, only a particle is a slip.
    """
    for match in _matches(_DOUBLED, seen.text, repeated_in(seen.text)):
        word, span = match[1].casefold(), Span(match.start(), match.end())
        piece = seen.piece_at(span)
        if piece is None or word in lore.doubles or match[1].isupper():
            continue
        second = match.group().split()[1]
        if second[:1].isupper() or (match[1][:1].isupper() and not second[:1].isupper()):
            continue
        if word not in lore.particles and _goes_on(seen, match, piece.end, lore):
            continue
        yield _noticed(seen, "doubled-word", [span], match[1])


def _goes_on(seen: Seen, match: re.Match[str], end: int, lore: Lore) -> bool:
    following = re.match(r"\s+([^\W\d_]+)", seen.text[match.end() : end])
    if following is None:
        return False
    pair = f"{match[1]} {following[1]}".casefold()
    if pair in lore.compounds:
        return True
    pattern = re.compile(
        rf"(?<!\w)(?<!{re.escape(match[1])} ){re.escape(pair)}(?!\w)", re.IGNORECASE
    )
    return pattern.search(" ".join(seen.text.split())) is not None


# -- one notion written two ways -----------------------------------------------------------


def _tone_places(seen: Seen) -> Iterator[Noticed]:
    """Yield a syllable whose tone mark stands now on one vowel, now on the other ("hoá", "hóa").

    The rarer way is told, at its first place; where both are as rare, the one that the other
    syllables of the text do not follow.
    """
    ways: dict[str, dict[str, list[Span]]] = {}
    for match in _movable(seen.text):
        piece = seen.piece_at(Span(match.start(), match.end()))
        if piece is None or seen.zone_at(match.start()) not in _OWN_WORDS:
            continue
        word = match.group().casefold()
        ways.setdefault(fold_word(word), {}).setdefault(word, []).append(
            Span(match.start(), match.end())
        )
    early = sum(len(s) for key, forms in ways.items() for form, s in forms.items() if form == key)
    total = sum(len(spans) for forms in ways.values() for spans in forms.values())
    for key, forms in ways.items():
        if len(forms) > 1:
            tie = key if early * 2 >= total else next(form for form in forms if form != key)
            yield _told(seen, forms, tie)


def _movable(text: str) -> Iterator[re.Match[str]]:
    for ending in _TWO_VOWELS.finditer(text):
        for start in range(max(0, ending.start() - 4), ending.start() + 1):
            if match := _MOVABLE.match(text, start):
                yield match


def _told(seen: Seen, forms: dict[str, list[Span]], tie: str = "") -> Noticed:
    """Return the rarer form, at its first place, with the commoner one as what is expected."""
    usual = max(forms, key=lambda form: (len(forms[form]), form == tie, -forms[form][0].start))
    rare = min((f for f in forms if f != usual), key=lambda f: forms[f][0].start)
    first = forms[rare][0]
    back = (seen.back(first), seen.back(forms[usual][0]))
    return Noticed("term-variant", rare, back, seen.about(back[0]), usual)


def _variants(seen: Seen, lore: Lore) -> Iterator[Noticed]:
    for variants in lore.variants:
        forms: dict[str, list[Span]] = {}
        for match in _places(seen, tuple((form, variants.unless) for form in variants.forms)):
            span = Span(match.start(), match.end())
            if seen.piece_at(span):
                forms.setdefault(seen.words(span).casefold(), []).append(span)
        if len(forms) > 1:
            yield _told(seen, forms)
