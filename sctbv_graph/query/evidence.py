"""The passages that rows rest on, and what is to be said where there are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.query.catalogue import view
from sctbv_graph.query.parameters import text_of
from sctbv_graph.store import Row, Store, select

NODES = "nodes"
"""Hidden column of a question: IRIs parted by blanks whose evidence belongs to a row."""

FIRST = 50
"""How many nodes of a row are looked up; the rest is counted."""

_CHUNK = 2000
"""Nodes asked for at once; longer lists make the engine's parser slow."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote with its place: offsets in code points, lines from 1; how its node was come by."""

    quote: str
    document: str
    line: int
    start: int
    end: int
    row: int | None
    column: str | None
    node: str
    basis: str = "read"
    supports: str = ""
    """IRI of the property that this passage supports, where its node carries several facts."""


@dataclass(frozen=True, slots=True)
class RowEvidence:
    """What one row rests on.

    ``more`` counts the nodes beyond the first that were not looked up; ``reason`` says why there
    is no passage: "" (there is one), "literals", "register" (the row's things come from curated
    data, their ``sources`` beside) or "absence".
    """

    passages: tuple[Passage, ...]
    more: int = 0
    reason: str = ""
    sources: tuple[str, ...] = ()

    @property
    def bases(self) -> tuple[str, ...]:
        """The ways other than reading by which facts of this row were come by."""
        return tuple(sorted({p.basis for p in self.passages} - {"read"}))


REASONS = {
    "literals": {
        "vi": "dòng này là số đếm hoặc chữ, không gắn với sự vật nào có trích dẫn",
        "en": "the row is a count or words; it binds nothing that has a quote",
    },
    "register": {
        "vi": "các mục của dòng này lấy từ danh mục tham chiếu, không từ câu chữ của văn bản",
        "en": "the things of the row come from curated data, not from the words of a document",
    },
    "absence": {
        "vi": "dòng này dựa vào điều văn bản không nói; sự vắng mặt không có câu nào để trích",
        "en": "the row rests on what no document says; nobody can quote what is not there",
    },
}


def passages_of(store: Store, nodes: Iterable[str]) -> dict[str, list[Passage]]:
    """Return the evidence of nodes, in the order of the text.

    A store that nobody writes may hold what was looked up (`holding.HeldPassages`).
    """
    wanted = list(nodes)
    held = getattr(store, "passages", None)
    if held is None:
        return _looked_up(store, wanted)
    known: dict[str, list[Passage]] = held.of(wanted)
    missing = [node for node in wanted if node not in known]
    found = _looked_up(store, missing)
    held.add(missing, found)
    return found | {node: passages for node, passages in known.items() if passages}


def _looked_up(store: Store, nodes: Sequence[str]) -> dict[str, list[Passage]]:
    passages: dict[str, list[Passage]] = {}
    # The engine takes longer to put rows in order than to find them.
    query = view("evidence").partition("ORDER BY")[0]
    for first in range(0, len(nodes), _CHUNK):
        values = _values(nodes[first : first + _CHUNK])
        for row in select(store, query.replace("# nodes", values)).rows:
            node = text_of(row["node"])
            basis = text_of(row["basis"]).rsplit("/", 1)[1] if "basis" in row else "read"
            passages.setdefault(node, []).append(
                Passage(
                    quote=text_of(row["quote"]),
                    document=text_of(row["document"]),
                    line=int(text_of(row["line"])),
                    start=int(text_of(row["start"])),
                    end=int(text_of(row["end"])),
                    row=int(text_of(row["row"])) if "row" in row else None,
                    column=text_of(row["column"]) if "column" in row else None,
                    node=node,
                    basis=basis,
                    supports=text_of(row["supports"]) if "supports" in row else "",
                )
            )
    for some in passages.values():
        some.sort(key=place_in_text)
    return passages


def place_in_text(passage: Passage) -> tuple[int, int, str]:
    """Return what puts the passages of a node in the order of the text."""
    return passage.start, passage.end, passage.supports


def _values(nodes: Iterable[str]) -> str:
    return " ".join(str(ox.NamedNode(node)) for node in nodes)


Named = tuple[tuple[tuple[str, str | None], ...], str]
"""The labels of a node, each with its language, and its basis, "" where it has none."""


def describe(
    store: Store, nodes: Iterable[str], lang: str = "vi"
) -> tuple[dict[str, str], dict[str, str]]:
    """Return labels and bases of nodes."""
    labels: dict[str, str] = {}
    basis: dict[str, str] = {}
    for node, (said, how) in _named(store, list(nodes)):
        for text, spoken in said:
            if node not in labels or spoken == lang:
                labels[node] = text
        if how:
            basis[node] = how
    return labels, basis


def _named(store: Store, wanted: Sequence[str]) -> list[tuple[str, Named]]:
    """Return what nodes are called; a store that nobody writes may hold what it was asked for."""
    held: dict[str, Named] = getattr(store, "names", {})
    known = {node: held[node] for node in wanted if node in held}
    missing = [node for node in wanted if node not in known]
    found: dict[str, tuple[dict[tuple[str, str | None], None], list[str]]] = {}
    query = view("labels")
    for first in range(0, len(missing), _CHUNK):
        values = _values(missing[first : first + _CHUNK])
        for row in select(store, query.replace("# nodes", values)).rows:
            said, how = found.setdefault(text_of(row["node"]), ({}, []))
            if (label := row.get("label")) is not None:
                spoken = label.language if isinstance(label, ox.Literal) else None
                said[text_of(label), spoken] = None
            if "basis" in row:
                how.append(text_of(row["basis"]).rsplit("/", 1)[1])
    for node, (labels, bases) in found.items():
        known[node] = held[node] = tuple(labels), bases[-1] if bases else ""
    return [(node, known[node]) for node in wanted if node in known]


@lru_cache(maxsize=20_000)
def _natural(iri: str) -> tuple[tuple[int, int, str], ...]:
    """Return a key that sorts task 2 before task 11."""
    parts = re.split(r"(\d+)", iri)
    return tuple((0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts)


def nodes_of(row: Row, columns: Sequence[str]) -> list[str]:
    """Return the things that a row binds and, in the further ``columns``, went into it.

    Those bound come first, then the others in the order of their numbers; of very many, which
    are only counted, in the order of their letters.
    """
    bound = [term.value for term in row.values() if isinstance(term, ox.NamedNode)]
    gathered: set[str] = set()
    for column in columns:
        term = row.get(column)
        if isinstance(term, ox.Literal):
            gathered.update(term.value.split())
    ordered = sorted(gathered) if len(gathered) > 40 * FIRST else sorted(gathered, key=_natural)
    return [node for node in dict.fromkeys([*bound, *ordered]) if node.startswith(iris.ID)]


def _is_document(node: str) -> bool:
    return node.startswith(f"{iris.ID}document/") and "#" not in node


def evidence_of(
    store: Store,
    rows: Sequence[Row],
    columns: Sequence[str],
    absence: bool,
    asked: frozenset[str] = frozenset(),
) -> tuple[RowEvidence, ...]:
    """Return what each row rests on; the first nodes are looked up, the rest counted.

    The head of a whole document is evidence only where the row has nothing narrower, and then the
    passages for the properties that the query asks for, where there are such.
    """
    per_row = [nodes_of(row, columns) for row in rows]
    looked_up = {node for nodes in per_row for node in nodes[:FIRST]}
    wanted = sorted(node for node in looked_up if iris.parse(node))
    passages = passages_of(store, wanted)
    without = [nodes[:FIRST] for nodes in per_row if not any(n in passages for n in nodes[:FIRST])]
    bare = sorted({node for nodes in without for node in nodes if iris.parse(node)})
    sources = _sources_of(store, bare)
    made = []
    for nodes in per_row:
        shown = [node for node in nodes[:FIRST] if node in passages]
        narrow = [node for node in shown if not _is_document(node)]
        seen = {
            (passage.document, passage.start, passage.end): passage
            for node in narrow or shown
            for passage in _asked_for(passages[node], asked)
        }
        if seen:
            quotes = tuple(seen[place] for place in sorted(seen))
            made.append(RowEvidence(quotes, max(0, len(nodes) - FIRST)))
            continue
        reason = "absence" if absence else "register" if nodes else "literals"
        told = dict.fromkeys(source for node in nodes for source in sources.get(node, ()))
        made.append(RowEvidence((), 0, reason, tuple(told)))
    return tuple(made)


def _asked_for(passages: Sequence[Passage], asked: frozenset[str]) -> Sequence[Passage]:
    if not _is_document(passages[0].node):
        return passages
    return [p for p in passages if p.supports in asked] or passages


def _sources_of(store: Store, nodes: Sequence[str]) -> dict[str, list[str]]:
    """Return where curated data has its things from, as the registers say it."""
    found: dict[str, list[str]] = {}
    query = view("sources")
    for first in range(0, len(nodes), _CHUNK):
        values = _values(nodes[first : first + _CHUNK])
        for row in select(store, query.replace("# nodes", values)).rows:
            found.setdefault(text_of(row["node"]), []).append(text_of(row["source"]))
    return found
