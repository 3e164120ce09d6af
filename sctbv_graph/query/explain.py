"""Why an answer is empty: which parameter, name or pattern empties it, and what was read at all.

A parameter is dropped and the question asked again; a name is looked up; else each pattern, filter
or group of the query is dropped in turn.
"""

from __future__ import annotations

import difflib

import pyoxigraph as ox

from sctbv_graph.errors import QueryError
from sctbv_graph.query.answers import Answer, graphs_of, plain_rows
from sctbv_graph.query.catalogue import view
from sctbv_graph.query.explanation import Cause, Explanation
from sctbv_graph.query.parameters import bind_all, choices, nearest, text_of, with_values
from sctbv_graph.query.query_parts import constants, cuts
from sctbv_graph.query.sparql import Piece, Select, pieces_of, top_select
from sctbv_graph.store import Store, select

_MOST = 40
"""Parts of a query that are dropped in turn; a longer one is explained by its first parts."""


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
    for piece in constants(pieces[chosen.open + 1 : chosen.close]):
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


def _near_terms(store: Store, written: str) -> list[str]:
    """Return names of the graph's classes, properties and things like one that it does not hold."""
    local = written.strip("<>").rpartition("#")[2].rpartition("/")[2].rpartition(":")[2]
    names: dict[str, str] = {}
    for row in select(store, view("own-names")).rows:
        name = text_of(row["name"])
        names.setdefault(name.rpartition("#")[2].rpartition("/")[2].casefold(), name)
    close = difflib.get_close_matches(local.casefold(), names, 4, 0.6)
    return [f"<{names[name]}>" for name in close]


def _near_words(store: Store, written: str) -> list[str]:
    """Return labels like one that nothing bears, accents put aside."""
    bare = written.rpartition(written[0])[0].strip("\"'")
    labels = [row["label"] for row in select(store, view("all-labels")).rows]
    plain_labels = {text_of(label): str(label) for label in labels if isinstance(label, ox.Literal)}
    return [plain_labels[label] for label in nearest(bare, list(plain_labels), 4)]


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
    for first, last in cuts(pieces, chosen.open + 1, chosen.close - 1)[:_MOST]:
        if any(first <= a and b <= last for a, b in told):
            continue  # a piece of this statement is named already
        start, end = pieces[first].start, pieces[last].end
        if holds(text[body_start:start] + " " + text[end:body_end]):
            part = " ".join(text[start:end].split()).strip(" ;.")
            causes.append(Cause("part", part[:200]))
            told.append((first, last))
    return causes
