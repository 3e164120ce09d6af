"""The graphs of a build into a remote store, and back: only what differs, verified, resumable.

Each graph has a record in ``…/graph/pushed``: the SHA-256 of its canonical statements and their
number. A graph's record is taken away before the graph is touched and written when the store has
given the same statements back, so whatever a push was doing when it was killed, the next one
knows what is whole. Long graphs are written beside (``…/graph/pushing/…``), in batches whose
number tells where to go on, and then put in place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.claim import Claim, differs, new_name, take_away
from sctbv_graph.errors import RemoteError
from sctbv_graph.store import EmbeddedStore, RemoteStore, graph_of
from sctbv_graph.store.writer import BATCH, Writer, batches
from sctbv_graph.terms import DCTERMS, XSD

Say = Callable[[str, str], None]
_HASH = ox.NamedNode(iris.term("sha256"))
_COUNT = ox.NamedNode("http://rdfs.org/ns/void#triples")
_VERSION = ox.NamedNode(DCTERMS + "hasVersion")


@dataclass(frozen=True, slots=True)
class Record:
    """What a graph holds: the SHA-256 of its canonical form, and how many statements."""

    sha256: str
    count: int


@dataclass(frozen=True, slots=True)
class PushReport:
    """What a push did: graphs sent, left as they were, and those there that are here no more."""

    sent: tuple[str, ...]
    unchanged: tuple[str, ...]
    gone: tuple[str, ...]
    dropped: bool
    statements: int


def canonical(triples: Iterable[ox.Triple]) -> list[str]:
    """Return statements as sorted lines, the same wherever they were stored.

    Numbers are written as pyoxigraph keeps them, blank nodes named by the W3C's RDFC-1.0.
    """
    store = ox.Store()
    store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in triples)
    blank = [quad for quad in store if _is_blank(quad)]
    lines = [str(quad.triple) for quad in store if not _is_blank(quad)]
    if blank:  # what stands around a blank node names it, so the rest need not be looked at
        dataset = ox.Dataset(blank)
        dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
        lines += [str(quad.triple) for quad in dataset]
    return sorted(lines)


def _is_blank(statement: ox.Quad | ox.Triple) -> bool:
    return isinstance(statement.subject, ox.BlankNode) or isinstance(statement.object, ox.BlankNode)


def record_of(triples: Iterable[ox.Triple]) -> Record:
    """Return the record of a graph."""
    lines = canonical(triples)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()
    return Record(digest, len(lines))


def records(store: RemoteStore) -> dict[str, Record]:
    """Return what the pushes before have left: graph → record."""
    hashes: dict[str, str] = {}
    counts: dict[str, int] = {}
    for triple in store.graph(iris.PUSHED):
        if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, ox.Literal):
            if triple.predicate == _HASH:
                hashes[triple.subject.value] = triple.object.value
            elif triple.predicate == _COUNT:
                counts[triple.subject.value] = int(triple.object.value)
    return {name: Record(hashes[name], counts[name]) for name in hashes if name in counts}


def push(
    local: EmbeddedStore,
    store: RemoteStore,
    version: str,
    say: Say,
    *,
    drop: bool = False,
    verify: bool = False,
    who: str = "",
    take_over: bool = False,
) -> PushReport:
    """Bring the graphs of a built store to a remote one; ``version`` names the data.

    Graphs whose record and number of statements fit are not sent; with ``verify`` they are read
    back as well. Graphs of ours that the build has no more are told, and removed with ``drop``.
    ``who`` and ``take_over`` keep two pushes at once apart, see `Claim`. Raises `RemoteError` where
    another push is at work, and where the store does not give back what it was given.
    """
    writer = Writer(store)
    claim = Claim(store, writer, who or new_name())
    with claim.held(take_over=take_over):
        pusher = _Pusher(store, writer, claim, say)
        return _pushed(local, store, version, say, pusher, drop=drop, verify=verify)


def _pushed(
    local: EmbeddedStore,
    store: RemoteStore,
    version: str,
    say: Say,
    pusher: _Pusher,
    *,
    drop: bool,
    verify: bool,
) -> PushReport:
    sent, unchanged, statements = [], [], 0
    names = [*local.graph_names(), iris.MERGED]  # what is asked most is put in place last
    for number, name in enumerate(names, 1):
        triples = list(graph_of(local, name))
        mine = record_of(triples)
        statements += mine.count
        if pusher.is_there(name, mine, verify):
            unchanged.append(name)
            continue
        say(
            f"[{number}/{len(names)}] {name}: {mine.count} phát biểu…",
            f"[{number}/{len(names)}] {name}: {mine.count} statements…",
        )
        pusher.send(name, triples, mine)
        sent.append(name)
    there = [n for n in store.all_names() if n.startswith(iris.GRAPH) and n != iris.PUSHED]
    gone = [name for name in there if iris.is_ours(name) and name not in names]
    for name in there:
        if name.startswith(iris.PUSHING) or (drop and name in gone):
            pusher.drop(name)
    pusher.set_version(version)
    return PushReport(tuple(sent), tuple(unchanged), tuple(gone), drop, statements)


class _Pusher:
    """One push under way: what the store holds, as its records say."""

    def __init__(self, store: RemoteStore, writer: Writer, claim: Claim, say: Say) -> None:
        self._store = store
        self._writer = writer
        self._claim = claim
        self._known = records(store)
        self._say = say

    def is_there(self, name: str, mine: Record, verify: bool) -> bool:
        """Tell whether the store holds a graph as it is here."""
        if self._known.get(name) != mine or self._store.size(name) != mine.count:
            return False
        return not verify or record_of(self._store.graph(name)) == mine

    def send(self, name: str, triples: Sequence[ox.Triple], mine: Record) -> None:
        """Write one graph and read it back."""
        self._claim.check()
        self._forget(name)
        if len(triples) <= BATCH:
            self._writer.replace(name, triples)
            self._check(name, mine)
        else:
            beside = self._beside(triples, mine)
            self._writer.move(beside, name)
            if self._store.size(name) != mine.count:
                raise differs(self._store, name)
        self._remember(name, mine)

    def _beside(self, triples: Sequence[ox.Triple], mine: Record) -> str:
        """Write a long graph under another name, going on where an earlier push was stopped."""
        name = iris.PUSHING + mine.sha256
        blank = [t for t in triples if _is_blank(t)]
        ground = sorted((t for t in triples if not _is_blank(t)), key=str)
        there = self._store.size(name)
        if there < len(blank) or there > mine.count:
            # Blank nodes sent twice would be twice as many: they begin anew, in one request.
            self._writer.replace(name, blank)
            there = len(blank)
        whole = (there - len(blank)) // BATCH
        if whole:
            self._say(
                f"  đi tiếp từ phát biểu thứ {len(blank) + whole * BATCH + 1}",
                f"  going on at statement {len(blank) + whole * BATCH + 1}",
            )
        for part in batches(ground[whole * BATCH :], BATCH):
            self._writer.add(name, part)
        self._check(name, mine)
        return name

    def _check(self, name: str, mine: Record) -> None:
        """Read a graph back; `RemoteError` where it is not what was sent."""
        if record_of(self._store.graph(name)) != mine:
            raise differs(self._store, name)

    def drop(self, name: str) -> None:
        """Remove a graph, its record first."""
        self._claim.check()
        self._forget(name)
        self._writer.drop(name)

    def _forget(self, name: str) -> None:
        """Take away the record of a graph: it is about to change."""
        if self._known.pop(name, None) is not None:
            take_away(self._store, self._writer, ox.NamedNode(name))

    def _remember(self, name: str, mine: Record) -> None:
        self._claim.check()  # a long graph takes long
        self._known[name] = mine
        self._writer.add(iris.PUSHED, _said(name, mine))

    def set_version(self, version: str) -> None:
        """Say which build the store holds now, where it does not say so yet."""
        node = ox.NamedNode(iris.PUSHED)
        if self._store.data_version() == version:
            return
        self._claim.check()
        take_away(self._store, self._writer, node, _VERSION)
        self._writer.add(iris.PUSHED, [ox.Triple(node, _VERSION, ox.Literal(version))])


def _said(name: str, record: Record) -> list[ox.Triple]:
    node = ox.NamedNode(name)
    count = ox.Literal(str(record.count), datatype=ox.NamedNode(XSD + "integer"))
    return [
        ox.Triple(node, _HASH, ox.Literal(record.sha256)),
        ox.Triple(node, _COUNT, count),
    ]


def pull(store: RemoteStore, say: Say) -> list[ox.Quad]:
    """Return all graphs of a remote store but the merged one, each checked against its record.

    Raises `RemoteError` where a graph is not what its record says.
    """
    known = records(store)
    quads: list[ox.Quad] = []
    names = store.graph_names()
    for number, name in enumerate(names, 1):
        say(f"[{number}/{len(names)}] {name}", f"[{number}/{len(names)}] {name}")
        triples = store.graph(name)
        if name in known and record_of(triples) != known[name]:
            raise RemoteError(
                f"“{name}” ở kho “{store.name}” không còn như khi được ghi; hãy `sctbv push` lại.",
                f"“{name}” at the store “{store.name}” is not what was pushed; push it again.",
            )
        quads += _apart(name, number, triples)
    return quads


def _apart(name: str, number: int, triples: Sequence[ox.Triple]) -> list[ox.Quad]:
    """Return a graph's statements as quads, its blank nodes with labels no other graph has."""
    node = ox.NamedNode(name)
    quads = [ox.Quad(t.subject, t.predicate, t.object, node) for t in triples]
    made = [quad for quad in quads if not _is_blank(quad)]
    dataset = ox.Dataset(quad for quad in quads if _is_blank(quad))
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)

    def own(given: object) -> ox.NamedNode | ox.BlankNode:
        assert isinstance(given, (ox.NamedNode, ox.BlankNode))
        return ox.BlankNode(f"g{number}{given.value}") if isinstance(given, ox.BlankNode) else given

    for quad in dataset:
        value = own(quad.object) if isinstance(quad.object, ox.BlankNode) else quad.object
        made.append(ox.Quad(own(quad.subject), quad.predicate, value, node))
    return made
