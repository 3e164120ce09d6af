"""Why an answer is empty: which parameter, name or pattern empties it, and what was read at all.

A parameter is dropped and the question asked again; a name is looked up; else each pattern, filter
or group of the query is dropped in turn. And since silence is not absence, it is always said which
documents were read in full and which are only known because others name them.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph.errors import QueryError
from sctbv_graph.query.answers import Answer, graphs_of, plain_rows
from sctbv_graph.query.catalogue import view
from sctbv_graph.query.parameters import bind_all, choices, nearest, text_of, with_values
from sctbv_graph.query.sparql import Piece, Select, closing, pieces_of, top_select
from sctbv_graph.settings import BASE
from sctbv_graph.store import Store, select

_MOST = 40
"""Parts of a query that are dropped in turn; a longer one is explained by its first parts."""


@dataclass(frozen=True, slots=True)
class Cause:
    """One thing without which there would be rows.

    ``kind`` is "parameter", "name" (nothing in the graph is called so), "part" (of the query) or
    "end" (HAVING, LIMIT or OFFSET); ``text`` is the parameter, name or part itself.
    """

    kind: str
    text: str
    value: str = ""
    rows: int = 0
    near: tuple[str, ...] = ()
    label: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why there is no row, and what was searched."""

    causes: tuple[Cause, ...]
    read: tuple[str, ...]
    unread: int

    def sentences(self, lang: str) -> list[str]:
        """Return the explanation as sentences in a language."""
        made = [_sentence(cause, lang) for cause in self.causes]
        names = ", ".join(self.read[:6]) + ("…" if len(self.read) > 6 else "")
        if lang == "en":
            made.append(
                f"Searched: {len(self.read)} documents read in full ({names}). {self.unread} more "
                "are known only because others name them and were not read: that nothing was "
                "found does not mean that they say nothing."
            )
        else:
            made.append(
                f"Đã tìm trong {len(self.read)} văn bản đọc toàn văn ({names}). {self.unread} văn "
                "bản khác chỉ biết qua viện dẫn, chưa được đọc: không thấy ở đây không có nghĩa "
                "là chúng không nói đến."
            )
        return made


def _sentence(cause: Cause, lang: str) -> str:
    near = "; ".join(cause.near)
    name = (cause.label or {}).get(lang, cause.text)
    vi = lang != "en"
    if cause.kind == "parameter":
        said = (
            f"Tham số “{name}” = “{cause.value}” làm rỗng kết quả: bỏ nó thì có {cause.rows} dòng."
            if vi
            else f"The parameter “{name}” = “{cause.value}” empties the answer: without it "
            f"there are {cause.rows} rows."
        )
        there = "Gần nhất mà có dữ liệu" if vi else "Nearest with rows"
    elif cause.kind == "name":
        said = (
            f"Trong đồ thị không có “{cause.text}”."
            if vi
            else f"Nothing in the graph is called “{cause.text}”."
        )
        there = "Gần nhất" if vi else "Nearest"
    elif cause.kind == "end":
        said = (
            "Phần HAVING, LIMIT hoặc OFFSET bỏ hết các dòng tìm được."
            if vi
            else "HAVING, LIMIT or OFFSET leaves out every row that was found."
        )
        there = ""
    else:
        said = (
            f"Phần này làm rỗng kết quả: {cause.text}"
            if vi
            else f"This part empties the answer: {cause.text}"
        )
        there = "Gần nhất" if vi else "Nearest"
    return said + (f" {there}: {near}." if near else "")


def explain(store: Store, found: Answer) -> Explanation | None:
    """Return why an answer has no row; ``None`` where it has rows."""
    if found.rows:
        return None
    read, unread = [], 0
    for row in select(store, view("read-documents")).rows:
        if text_of(row["read"]) == "true":
            read.append(text_of(row.get("label", row["document"])))
        else:
            unread += 1
    causes = _parameters(store, found) or _names(store, found) or _parts(store, found)
    return Explanation(tuple(causes), tuple(read), unread)


def _parameters(store: Store, found: Answer) -> list[Cause]:
    """Return the parameters without which there are rows, each dropped alone, else all together."""
    question = found.question
    causes = []
    for parameter in question.parameters:
        if parameter.name not in found.bound:
            continue
        written = found.bound[parameter.name]
        others = {k: v for k, v in found.bound.items() if k != parameter.name}
        terms = bind_all(store, question, others)
        terms.pop(parameter.name, None)  # a default is no choice of the user's
        rows = plain_rows(store, question, with_values(question.query, terms)).rows
        if not rows:
            continue
        known = dict(choices(store, parameter))
        there = {text_of(row[parameter.name]) for row in rows if parameter.name in row}
        labels = [label for value, label in known.items() if value in there]
        label = found.labels.get(written, written)
        near = nearest(label, labels, 5) or sorted(labels)[:5]
        causes.append(
            Cause("parameter", parameter.name, label, len(rows), tuple(near), parameter.label)
        )
    return causes


def _where(found: Answer) -> tuple[str, tuple[Piece, ...], Select] | None:
    pieces = pieces_of(found.query)
    chosen = top_select(pieces)
    return None if chosen is None else (found.query, pieces, chosen)


def _names(store: Store, found: Answer) -> list[Cause]:
    """Return IRIs and words that the query names and the graph does not hold at all."""
    where = _where(found)
    if where is None:
        return []
    text, pieces, chosen = where
    prologue = text[: pieces[chosen.at].start]
    causes = []
    for piece in _constants(pieces[chosen.open + 1 : chosen.close]):
        test = f"{{ {piece} ?a ?b }} UNION {{ ?a {piece} ?b }} UNION {{ ?a ?b {piece} }}"
        if piece[0] in "\"'":
            test = f"{{ ?a ?b {piece} }}"
        try:
            if bool(store.query(f"{prologue} ASK {{ {test} }}", graphs_of(store, found.question))):
                continue
        except QueryError:
            continue
        near = _near_words(store, piece) if piece[0] in "\"'" else _near_terms(store, piece)
        causes.append(Cause("name", piece, near=tuple(near)))
    return causes


def _constants(pieces: Sequence[Piece]) -> list[str]:
    """Return IRIs, prefixed names and words in triples; filters and functions are left out."""
    found: dict[str, None] = {}
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        if piece.word in ("FILTER", "BIND"):
            index += 1
            while index < len(pieces) and pieces[index].text not in ("(", "{"):
                index += 1
            if index < len(pieces):
                index = closing(pieces, index)
        elif piece.kind in ("iri", "name"):
            found[piece.text] = None
        elif piece.kind == "string":
            tag = pieces[index + 1] if index + 1 < len(pieces) else None
            typed = tag is not None and tag.text == "^^"
            if not typed:
                found[piece.text + (tag.text if tag and tag.kind == "tag" else "")] = None
        index += 1
    return list(found)


def _near_terms(store: Store, written: str) -> list[str]:
    """Return names of the graph's classes, properties and things like one that it does not hold."""
    local = written.strip("<>").rpartition("#")[2].rpartition("/")[2].rpartition(":")[2]
    query = (
        "SELECT DISTINCT ?n { { ?s ?n ?o } UNION { ?s a ?n } UNION { ?n a ?c } "
        f"FILTER(isIRI(?n) && STRSTARTS(STR(?n), '{BASE}') && !CONTAINS(STR(?n), '#evid')) }}"
    )
    names: dict[str, str] = {}
    for row in select(store, query).rows:
        name = text_of(row["n"])
        names.setdefault(name.rpartition("#")[2].rpartition("/")[2].casefold(), name)
    close = difflib.get_close_matches(local.casefold(), names, 4, 0.6)
    return [f"<{names[name]}>" for name in close]


def _near_words(store: Store, written: str) -> list[str]:
    """Return labels like one that nothing bears, accents put aside."""
    bare = written.rpartition(written[0])[0].strip("\"'")
    query = (
        "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> "
        "SELECT DISTINCT ?l { ?s skos:prefLabel|skos:altLabel|skos:hiddenLabel ?l }"
    )
    labels = [row["l"] for row in select(store, query).rows]
    plain_labels = {text_of(label): str(label) for label in labels if isinstance(label, ox.Literal)}
    return [plain_labels[label] for label in nearest(bare, list(plain_labels), 4)]


def _cuts(pieces: Sequence[Piece], first: int, last: int) -> list[tuple[int, int]]:
    """Return what can be dropped from a group: statements, their pieces, filters, groups."""
    cuts: list[tuple[int, int]] = []
    index = start = first
    while index <= last:
        piece = pieces[index]
        if piece.word in ("FILTER", "BIND", "VALUES", "MINUS", "OPTIONAL", "GRAPH"):
            end = index + 1
            while end <= last and pieces[end].text not in ("(", "{"):
                end += 1
            end = closing(pieces, end) if end <= last else last
            # FILTER NOT EXISTS { … }, FILTER regex(…), VALUES (?a ?b) { … }
            if piece.word == "VALUES" and end < last and pieces[end + 1].text == "{":
                end = closing(pieces, end + 1)
            if piece.word not in ("OPTIONAL", "BIND"):
                cuts.append((index, end))
            index = start = end + 1
        elif piece.text == "{":
            end = closing(pieces, index)
            while end + 1 < last and pieces[end + 1].word == "UNION":
                end = closing(pieces, end + 2)
            cuts.append((index, end))
            index = start = end + 1
        elif piece.text in ("(", "["):
            index = closing(pieces, index) + 1
        elif piece.text == ";":
            end = index + 1
            while (
                end <= last
                and pieces[end].text not in (";", ".", "{", "}")
                and (pieces[end].word not in ("FILTER", "OPTIONAL", "BIND", "MINUS", "VALUES"))
            ):
                end = closing(pieces, end) + 1 if pieces[end].text in ("(", "[") else end + 1
            cuts.append((index, end - 1))
            index = end
        elif piece.text == ".":
            if index > start:
                cuts.append((start, index))
            index = start = index + 1
        else:
            index += 1
    if start <= last:
        cuts.append((start, last))
    return cuts


def _parts(store: Store, found: Answer) -> list[Cause]:
    """Return the parts of the query without which there would be rows, each dropped alone."""
    where = _where(found)
    if where is None:
        return []
    text, pieces, chosen = where
    graphs = graphs_of(store, found.question)
    prologue = text[: pieces[chosen.at].start]
    source = text[pieces[chosen.head_end].end : pieces[chosen.open].start].replace("WHERE", "")
    body_start, body_end = pieces[chosen.open].start, pieces[chosen.close].end

    def holds(body: str) -> bool:
        try:
            return bool(store.query(f"{prologue} ASK {source} {body}", graphs))
        except QueryError:  # what is left is no query any more
            return False

    if holds(text[body_start:body_end]):
        return [Cause("end", "")]
    causes: list[Cause] = []
    told: list[tuple[int, int]] = []
    for first, last in _cuts(pieces, chosen.open + 1, chosen.close - 1)[:_MOST]:
        if any(first <= a and b <= last for a, b in told):
            continue  # a piece of this statement is named already
        start, end = pieces[first].start, pieces[last].end
        if holds(text[body_start:start] + " " + text[end:body_end]):
            part = " ".join(text[start:end].split()).strip(" ;.")
            causes.append(Cause("part", part[:200]))
            told.append((first, last))
    return causes
