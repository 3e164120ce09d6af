"""Looking things up: what was typed → ranked hits, marked in the words as they were written."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sctbv_graph import iris
from sctbv_graph.search.index import Index
from sctbv_graph.vietnamese.fold import Token, plain, plain_tokens

LIMIT = 30
_CANDIDATES = 400
_FEW = 4
MAX_QUERY = 1000
"""Longest text looked up, in characters; what is beyond is left out."""

_KINDS = {"Agency": 0, "AgencyUnit": 0, "AdministrativeUnit": 1, "Plan": 0, "Decision": 0,
          "Document": 0, "Programme": 0, "Standard": 0, "Task": 1, "Target": 1, "Objective": 2,
          "Duty": 2, "Question": 3, "Term": 5, "Concept": 4}  # fmt: skip
_AROUND = 90
"""Characters shown on each side of the first hit in a long text."""

# A citation, its accents put aside: "… số 211/KH-UBND …, mục II.2", "Quyết định 889/QĐ-TTg".
_NUMBER = re.compile(r"(?<![\w/])(\d+(?:/\d{4})?/[^\W\d_]+(?:-[^\W\d_]+)*)", re.UNICODE)
_PLACE = re.compile(r"\b(?:muc|dieu|phan)\s+([ivx]+(?:\.\d+)*)|\bnhiem vu(?: so)?\s+(\d+)")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ANSWER = re.compile(r"/answers/([A-Za-z0-9_.~-]*[A-Za-z0-9_~-])")


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found; ``marks`` are stretches of ``text`` in code points.

    ``text`` is the title or the stretch of a longer text that holds the hit; ``line`` is the line
    of the source, 0 where the hit is a name.
    """

    kind: str
    iri: str
    class_: str
    title: str
    text: str
    marks: tuple[tuple[int, int], ...]
    document: str
    line: int

    def pieces(self) -> list[tuple[str, bool]]:
        """Return ``text`` cut into stretches, each with whether it is marked."""
        found, at = [], 0
        for start, end in self.marks:
            found += [(self.text[at:start], False), (self.text[start:end], True)]
            at = end
        return [piece for piece in [*found, (self.text[at:], False)] if piece[0]]


@dataclass(frozen=True, slots=True)
class Found:
    """What a search gave; ``all_words`` is False where only some of the words were found."""

    query: str
    hits: tuple[Hit, ...]
    all_words: bool
    truncated: bool

    def json(self) -> dict[str, Any]:
        """Return what was found as JSON; marks are pairs of code points of ``text``."""
        return {
            "query": self.query,
            "all_words": self.all_words,
            "truncated": self.truncated,
            "hits": [
                {
                    "kind": hit.kind,
                    "iri": hit.iri,
                    "class": hit.class_,
                    "title": hit.title,
                    "text": hit.text,
                    "marks": [list(mark) for mark in hit.marks],
                    **({"document": hit.document, "line": hit.line} if hit.line else {}),
                }
                for hit in self.hits
            ],
        }


def search(index: Index, typed: str, limit: int = LIMIT) -> Found:
    """Look up what was typed, with or without accents; a citation leads to the thing cited."""
    text = typed[:MAX_QUERY]
    words = plain_tokens(text)
    if not words:
        return Found(typed, (), True, False)
    cited = _cited(index, text)
    rows = _match(index, text, words, " AND ")
    all_words = bool(rows) or bool(cited)
    ranked = sorted(rows, key=lambda row: _rank(row, words))
    if len(ranked) < _FEW and not cited:
        # What holds some of the words, the most telling first, follows what holds them all.
        some = _match(index, text, words, " OR ")
        ranked += [row for row in some if row not in rows]
    hits, seen = [], set()
    for row in [*cited, *ranked]:
        hit = _hit(row, words)
        # The line of a text adds nothing where the thing that was cut from it is there already.
        place = f"{hit.document}#{hit.line}" if hit.iri == hit.document else hit.iri
        if place in seen:
            continue
        seen.add(place)
        hits.append(hit)
    return Found(typed, tuple(hits[:limit]), all_words, len(hits) > limit)


_COLUMNS = "entry.kind, entry.iri, entry.class, entry.title, entry.body, entry.document, entry.line"
_Row = tuple[str, str, str, str, str, str, int, float]


def _match(index: Index, text: str, words: Sequence[Token], joint: str) -> list[_Row]:
    """Return the best candidates; signs and abbreviations inside one written word make a phrase."""
    phrases: list[list[Token]] = []
    for token in words:
        between = text[phrases[-1][-1].end : token.start] if phrases else " "
        if not any(char.isspace() for char in between):
            phrases[-1].append(token)
        else:
            phrases.append([token])
    asked = [f'"{" ".join(token.text for token in phrase)}"' for phrase in phrases]
    asked[-1] += " *"  # the last word may still be being typed
    try:
        return index.connection.execute(
            f"SELECT {_COLUMNS}, bm25(words, 8.0, 6.0, 1.0) AS score FROM words "  # noqa: S608
            "JOIN entry ON entry.id = words.rowid WHERE words MATCH ? ORDER BY score LIMIT ?",
            (joint.join(asked), _CANDIDATES),
        ).fetchall()
    except sqlite3.OperationalError:  # what was typed is no question that FTS5 understands
        return []


def _rank(row: _Row, words: Sequence[Token]) -> tuple[int, int, float]:
    kind, _, class_, title, body, _, _, score = row
    wanted = " ".join(token.text for token in words)
    name = plain(title)
    if kind == "text":
        nearness = 4 if wanted in plain(body) else 6
    elif name == wanted:
        nearness = 0
    elif f" {wanted} " in f" {name} ":
        nearness = 2
    else:
        nearness = 3 if score < 0 and not body else 5
    return nearness, _KINDS.get(class_, 3), score


def _marks(text: str, words: Sequence[Token]) -> list[tuple[int, int]]:
    """Return where the words stand in a text: as one run if they do, else each for itself."""
    tokens = plain_tokens(text)
    wanted = [word.text for word in words]
    size = len(wanted)
    runs = [
        (tokens[at].start, tokens[at + size - 1].end)
        for at in range(len(tokens) - size + 1)
        if [t.text for t in tokens[at : at + size - 1]] == wanted[:-1]
        and tokens[at + size - 1].text.startswith(wanted[-1])
    ]
    if not runs:
        single = {w for w in wanted if len(w) > 1 or w.isdigit()}
        runs = [
            (t.start, t.end)
            for t in tokens
            if t.text in single or (len(wanted[-1]) > 1 and t.text.startswith(wanted[-1]))
        ]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(set(runs)):
        if merged and not text[merged[-1][1] : start].strip():
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        elif not merged or start >= merged[-1][1]:
            merged.append((start, end))
    return merged


def _hit(row: _Row, words: Sequence[Token]) -> Hit:
    kind, iri, class_, title, body, document, line, _ = row
    text, marks = title, _marks(title, words)
    if not marks and body:
        text, marks = _window(body, _marks(body, words))
    return Hit(kind, iri, class_, title, text, tuple(marks), document, line)


def _window(text: str, marks: Sequence[tuple[int, int]]) -> tuple[str, list[tuple[int, int]]]:
    """Return the stretch of a long text around the first mark, with its marks moved along."""
    if not marks:
        return text[: 2 * _AROUND].strip(), []
    first = max(0, marks[0][0] - _AROUND)
    if first:
        first = text.find(" ", first, marks[0][0]) + 1 or first
    last = min(len(text), marks[0][1] + _AROUND)
    if last < len(text):
        last = max(text.rfind(" ", marks[0][1], last), marks[0][1])
    before = "… " if first else ""
    after = " …" if last < len(text) else ""
    move = len(before) - first
    shown = [(start + move, end + move) for start, end in marks if end <= last]
    return f"{before}{text[first:last]}{after}", shown


def _cited(index: Index, text: str) -> list[_Row]:
    """Return what a pasted citation names: an answer, or a document or the place in it.

    Of several documents with one number those come first whose year is cited: a key ends in it.
    """
    if answer := _ANSWER.search(text):
        address = f"/answers/{answer[1]}"
        return [("answer", address, "Answer", address, "", "", 0, 0.0)]
    found: list[_Row] = []
    text = unicodedata.normalize("NFC", text)
    numbers = [plain(number) for number in _NUMBER.findall(text)]
    places = [(a or b).upper() for a, b in _PLACE.findall(" ".join(_bare(text).split()))]
    if not numbers:
        return []
    documents = index.connection.execute(
        f"SELECT {_COLUMNS}, 0.0 FROM entry WHERE kind = 'thing' AND iri LIKE ? ORDER BY iri",  # noqa: S608
        (f"{iris.ID}document/%",),
    ).fetchall()
    years = set(_YEAR.findall(text))
    named = [document for document in documents if plain(document[3]) in numbers]
    for document in sorted(named, key=lambda row: row[1].rpartition("-")[2] not in years):
        key = document[1].removeprefix(f"{iris.ID}document/")
        for place in places:
            found += index.connection.execute(
                f"SELECT {_COLUMNS}, 0.0 FROM entry WHERE kind = 'thing' AND iri LIKE ? "  # noqa: S608
                "ORDER BY iri LIKE '%/part/%', iri",
                (f"{iris.ID}%/{key}/{place}",),
            ).fetchall()
        found.append(document)
    return found


def _bare(text: str) -> str:
    from sctbv_graph.vietnamese.fold import strip_marks

    return strip_marks(text)
