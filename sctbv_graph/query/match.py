"""A question typed in plain Vietnamese or English → the questions of the catalogue that fit best.

No language model, and nothing leaves the machine. A question of the catalogue is known by its
words: its text in both languages, the phrases of its header, the labels of its columns. Words that
few questions have count for more (inverse document frequency), phrases of the header more than
words, and a name that was recognised counts for the questions that have a parameter for it.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from sctbv_graph.query.catalogue import Question, load_questions
from sctbv_graph.query.names import Names, Recognised, load_names, recognise, recognise_month
from sctbv_graph.store import Store
from sctbv_graph.vietnamese.fold import Token, plain, plain_tokens

ENOUGH = 1.0
"""Score below which no question fits what was typed."""

_FILLERS = (
    "a an the of in on to for is are was be do does did by with and or it its this that there any "
    "co la gi nao cac nhung cua va cho o tai thi ma khong duoc bi se da dang cai viec nay theo the "
    "cung nhu voi hay ve ai khi ban toi xem hoi biet"
)
_STOP = frozenset(_FILLERS.split())
_PHRASE, _NAMED, _UNUSED = 1.6, 2.5, 2.5


@dataclass(frozen=True, slots=True)
class Match:
    """One question that fits: with which parameters, and why."""

    question: Question
    parameters: Mapping[str, str]
    labels: Mapping[str, str]
    words: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Known:
    words: Mapping[str, float]
    pairs: frozenset[tuple[str, str]]
    phrases: tuple[tuple[str, ...], ...]


@lru_cache(maxsize=1)
def _catalogue() -> tuple[dict[str, _Known], dict[str, float]]:
    """Return what each question is known by, and how much each word tells."""
    known: dict[str, _Known] = {}
    held: Counter[str] = Counter()
    for question in load_questions().values():
        said = [plain(text).split() for text in question.question.values()]
        phrases = [plain(p).split() for group in (question.words or {}).values() for p in group]
        columns = [plain(v).split() for label in question.columns.values() for v in label.values()]
        words: dict[str, float] = {}
        for weight, texts in ((0.35, columns), (1.0, said), (1.0, phrases)):
            for text in texts:
                words.update(dict.fromkeys(text, weight))
        pairs = {p for text in (*said, *phrases) for p in pairwise(text)}
        known[question.name] = _Known(words, frozenset(pairs), tuple(map(tuple, phrases)))
        held.update(words)
    count = len(known)
    return known, {word: math.log(1 + count / number) for word, number in held.items()}


def _contains(words: Sequence[str], phrase: Sequence[str]) -> bool:
    size = len(phrase)
    return any(tuple(words[at : at + size]) == phrase for at in range(len(words) - size + 1))


def _score(
    known: _Known, tells: Mapping[str, float], words: Sequence[str]
) -> tuple[float, list[str]]:
    """Return how well the words fit, and which of them did."""
    content = [word for word in dict.fromkeys(words) if word not in _STOP]
    if not content:
        return 0.0, []
    total = sum(tells.get(word, 1.0) for word in content)
    shared = [word for word in content if word in known.words]
    score = sum(tells[word] * known.words[word] for word in shared) / math.sqrt(total)
    pairs = [p for p in pairwise(words) if p in known.pairs]
    # Vietnamese words are often two syllables: a shared pair tells more than two shared singles.
    score += 0.3 * sum(min(tells.get(a, 0), tells.get(b, 0)) for a, b in set(pairs))
    phrases = [phrase for phrase in known.phrases if _contains(words, phrase)]
    if phrases:
        longest = max(phrases, key=len)
        score += _PHRASE * math.sqrt(len(longest))
        shared = [" ".join(longest), *(word for word in shared if word not in longest)]
    return score, shared


def _parameters(
    question: Question, found: Sequence[Recognised]
) -> tuple[dict[str, Recognised], set[tuple[int, int]]]:
    """Return what fills the parameters, and the places of all names that they could take."""
    values: dict[str, Recognised] = {}
    used: set[tuple[int, int]] = set()
    for parameter in question.parameters:
        wanted = parameter.choices or parameter.name
        fits = [n for n in found if n.choices == wanted and (n.first, n.last) not in used]
        used.update((name.first, name.last) for name in fits)
        if len({name.value for name in fits}) == 1:  # of two districts none can be the one
            values[parameter.name] = fits[0]
    return values, used


def _as_typed(typed: str, tokens: Sequence[Token], said: str) -> str:
    """Return words as they were typed, accents and all."""
    wanted = said.split()
    for at in range(len(tokens) - len(wanted) + 1):
        run = tokens[at : at + len(wanted)]
        if [token.text for token in run] == wanted:
            return typed[run[0].start : run[-1].end]
    return said


def match(store: Store, typed: str, count: int = 3, names: Names | None = None) -> list[Match]:
    """Return the questions that fit what was typed, best first; none where nothing fits."""
    tokens = plain_tokens(typed[:1000])
    found = recognise(names or load_names(store), tokens)
    month = recognise_month(tokens)
    everything = [*found, *([month] if month else [])]
    proper = {(name.first, name.last) for name in everything if name.proper}
    known, tells = _catalogue()
    made = []
    for question in load_questions().values():
        values, used = _parameters(question, everything)
        taken = {at for n in values.values() if n.proper for at in range(n.first, n.last)}
        words = [token.text for at, token in enumerate(tokens) if at not in taken]
        score, shared = _score(known[question.name], tells, words)
        score += _NAMED * len(proper & used) - _UNUSED * len(proper - used)
        if score >= ENOUGH:
            filled = {name: value.value for name, value in values.items()}
            labels = {name: value.label for name, value in values.items()}
            written = tuple(_as_typed(typed, tokens, said) for said in shared)
            made.append(Match(question, filled, labels, written, round(score, 3)))
    made.sort(key=lambda m: -m.score)
    return made[:count]
