"""The W3C's manifests of SPARQL tests read into records, and answers held against their results."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pyoxigraph as ox

Cell = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | str
Row = dict[str, Cell]
_NAMES = {
    "mf": "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
    "qt": "http://www.w3.org/2001/sw/DataAccess/tests/test-query#",
    "ut": "http://www.w3.org/2009/sparql/tests/test-update#",
    "rs": "http://www.w3.org/2001/sw/DataAccess/tests/result-set#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
}
_KINDS = {
    "QueryEvaluationTest": "query", "CSVResultFormatTest": "query",
    "UpdateEvaluationTest": "update",
    "PositiveSyntaxTest": "good query", "PositiveSyntaxTest11": "good query",
    "NegativeSyntaxTest": "bad query", "NegativeSyntaxTest11": "bad query",
    "PositiveUpdateSyntaxTest11": "good update", "NegativeUpdateSyntaxTest11": "bad update",
}  # fmt: skip
_RDF = {".ttl": ox.RdfFormat.TURTLE, ".nt": ox.RdfFormat.N_TRIPLES, ".rdf": ox.RdfFormat.RDF_XML}
RESULTS = {
    ".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON,
    ".tsv": ox.QueryResultsFormat.TSV,
}  # fmt: skip
_NUMBERS = {"decimal", "double", "float", "integer"}


@dataclass(frozen=True)
class Dataset:
    """Files for the default graph, and files with the names of their graphs."""

    default: tuple[Path, ...] = ()
    named: tuple[tuple[str, Path], ...] = ()


@dataclass(frozen=True)
class Case:
    """One test: what is asked of which data, and the file or the data that must come of it."""

    name: str
    kind: str
    text: Path
    data: Dataset
    result: Path | None = None
    after: Dataset = Dataset()
    lax: bool = False


@dataclass(frozen=True)
class Table:
    """Rows with their variables; ``ordered`` where their order counts."""

    variables: frozenset[str]
    rows: list[Row]
    ordered: bool = False


class _Graph:
    """A file of RDF, looked into by prefixed names."""

    def __init__(self, path: Path, base: str) -> None:
        self._store = ox.Store()
        self._store.load(path=str(path), format=_RDF[path.suffix], base_iri=base)

    def all(self, subject: object, name: str) -> list[object]:
        prefix, _, local = name.partition(":")
        predicate = ox.NamedNode(_NAMES[prefix] + local)
        return [q.object for q in self._store.quads_for_pattern(subject, predicate, None)]  # type: ignore[arg-type]

    def one(self, subject: object, name: str) -> object | None:
        return next(iter(self.all(subject, name)), None)

    def typed(self, name: str) -> list[object]:
        prefix, _, local = name.partition(":")
        type_, node = ox.NamedNode(_NAMES["rdf"] + "type"), ox.NamedNode(_NAMES[prefix] + local)
        return [q.subject for q in self._store.quads_for_pattern(None, type_, node)]

    def items(self, head: object | None) -> Iterator[object]:
        while head is not None and head != ox.NamedNode(_NAMES["rdf"] + "nil"):
            yield self.one(head, "rdf:first")
            head = self.one(head, "rdf:rest")

    def subjects(self, name: str) -> list[object]:
        prefix, _, local = name.partition(":")
        predicate = ox.NamedNode(_NAMES[prefix] + local)
        return [q.subject for q in self._store.quads_for_pattern(None, predicate, None)]

    def triples(self) -> list[ox.Triple]:
        return [quad.triple for quad in self._store]


def _path(node: object) -> Path:
    assert isinstance(node, ox.NamedNode)
    return Path(unquote(urlsplit(node.value).path))


def _data(graph: _Graph, node: object | None, kind: str) -> Dataset:
    if node is None or isinstance(node, ox.NamedNode):
        return Dataset()
    named = []
    for one in graph.all(node, f"{kind}:graphData"):
        if isinstance(one, ox.NamedNode):  # the file is the name
            named.append((_path(one).name, _path(one)))
        else:
            label = graph.one(one, "rdfs:label")
            assert isinstance(label, ox.Literal)
            named.append((label.value, _path(graph.one(one, "ut:graph"))))
    return Dataset(tuple(map(_path, graph.all(node, f"{kind}:data"))), tuple(named))


_FROM = re.compile(r"^\s*FROM\s+(?:NAMED\s+)?<([^>:]+)>", re.IGNORECASE | re.MULTILINE)


def _from_files(text: Path) -> tuple[tuple[str, Path], ...]:
    """Return the files that a query's FROM names: such tests say nothing else of their data."""
    names = dict.fromkeys(_FROM.findall(text.read_text(encoding="utf-8")))
    return tuple((name, text.parent / name) for name in names)


def cases(folder: Path) -> list[Case]:
    """Return the tests that the manifest of a folder lists and that are queries or updates."""
    path = folder / "manifest.ttl"
    graph = _Graph(path, path.as_uri())
    found = []
    (manifest,) = graph.typed("mf:Manifest")
    for entry in graph.items(graph.one(manifest, "mf:entries")):
        type_ = graph.one(entry, "rdf:type")
        assert isinstance(type_, ox.NamedNode)
        kind = _KINDS.get(type_.value.rpartition("#")[2])
        if kind is None:  # of the protocol, the graph store, the service description
            continue
        assert isinstance(entry, ox.NamedNode)
        action, result = graph.one(entry, "mf:action"), graph.one(entry, "mf:result")
        direct = isinstance(action, ox.NamedNode)
        asked = "ut:request" if "update" in kind else "qt:query"
        text = _path(action if direct else graph.one(action, asked))
        data = _data(graph, action, "ut" if kind == "update" else "qt")
        if kind == "query" and not data.default and not data.named:
            data = Dataset((), _from_files(text))
        lax = bool(graph.all(entry, "mf:resultCardinality"))
        end = _path(result) if isinstance(result, ox.NamedNode) else None
        after = _data(graph, result, "ut")
        name = f"{folder.parent.name}/{folder.name}/{entry.value.rpartition('#')[2]}"
        found.append(Case(name, kind, text, data, end, after, lax))
    return found


def quads_of(data: Dataset, base: str) -> list[ox.Quad]:
    """Return the statements of a dataset; a blank node belongs to its file."""
    found = []
    graphs: list[tuple[ox.NamedNode | ox.DefaultGraph, Path]] = [
        *((ox.DefaultGraph(), path) for path in data.default),
        *((ox.NamedNode(urljoin(base, name)), path) for name, path in data.named),
    ]
    for graph, path in graphs:
        at = graph.value if isinstance(graph, ox.NamedNode) else urljoin(base, path.name)
        format_ = _RDF[path.suffix]
        parsed = ox.parse(path=str(path), format=format_, base_iri=at, rename_blank_nodes=True)
        found += [ox.Quad(q.subject, q.predicate, q.object, graph) for q in parsed]
    return found


def canonical(quads: Sequence[ox.Quad]) -> set[str]:
    """Return statements in a form that is the same for isomorphic datasets."""
    store = ox.Store()  # writes numbers as the store under test does
    store.extend(quads)
    dataset = ox.Dataset(store)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    return {str(quad) for quad in dataset}


def expected(case: Case, base: str) -> Table | bool | set[str]:
    """Return what a query must give: a table, a truth, or statements in canonical form."""
    path = case.result
    assert path is not None
    if path.suffix == ".csv":
        return csv_table(path.read_bytes())
    if path.suffix in RESULTS:
        body = re.sub(
            rb"<uri>([^:<]+)</uri>",
            lambda found: b"<uri>" + urljoin(base, found[1].decode()).encode() + b"</uri>",
            path.read_bytes(),
        )
        return results_of(body, RESULTS[path.suffix])
    graph = _Graph(path, urljoin(base, path.name))
    sets = graph.typed("rs:ResultSet")
    if not sets:
        return canonical([ox.Quad(t.subject, t.predicate, t.object) for t in graph.triples()])
    truth = graph.one(sets[0], "rs:boolean")
    if isinstance(truth, ox.Literal):
        return truth.value == "true"
    return _result_set(graph, sets[0])


def _result_set(graph: _Graph, node: object) -> Table:
    """Read a table of the vocabulary of the first tests' results."""
    solutions = graph.all(node, "rs:solution")
    indexes = [graph.one(solution, "rs:index") for solution in solutions]
    ordered = all(isinstance(index, ox.Literal) for index in indexes) and bool(indexes)
    if ordered:
        solutions.sort(key=lambda one: int(graph.one(one, "rs:index").value))  # type: ignore[union-attr]
    rows: list[Row] = []
    for solution in solutions:
        bindings = graph.all(solution, "rs:binding")
        rows.append({graph.one(b, "rs:variable").value: graph.one(b, "rs:value")  # type: ignore[union-attr,misc]
                     for b in bindings})  # fmt: skip
    names = graph.all(node, "rs:resultVariable")
    return Table(frozenset(n.value for n in names), rows, ordered)  # type: ignore[attr-defined]


def results_of(body: bytes, format_: ox.QueryResultsFormat) -> Table | bool:
    """Read an answer in one of the W3C's formats of results."""
    found = ox.parse_query_results(body, format_)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    rows: list[Row] = [
        {name: term for name in names if (term := solution[name]) is not None} for solution in found
    ]
    return Table(frozenset(names), rows)


def csv_table(body: bytes) -> Table:
    """Read an answer in CSV, whose cells are texts; names of blank nodes begin with ``_:``."""
    names, *lines = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    rows: list[Row] = []
    for line in lines:
        cells = zip(names, line, strict=True)
        rows.append({n: ox.BlankNode(v[2:]) if v.startswith("_:") else v for n, v in cells if v})
    return Table(frozenset(names), rows)


def same(one: Table, other: Table, *, ordered: bool, lax: bool = False) -> bool:
    """Tell whether two tables hold the same rows, whatever their blank nodes are called.

    ``lax``: a row of the first may come less often in the second, but not be missing (REDUCED).
    """
    if one.variables != other.variables:
        return False
    if lax:
        counts = [Counter(map(_skeleton, table.rows)) for table in (one, other)]
        return counts[0].keys() == counts[1].keys() and counts[1] <= counts[0]
    if Counter(map(_skeleton, one.rows)) != Counter(map(_skeleton, other.rows)):
        return False
    return _matched(one.rows, other.rows, ordered, {})


def _skeleton(row: Row) -> frozenset[tuple[str, str]]:
    return frozenset((name, "_:" if isinstance(term, ox.BlankNode) else _form(term))
                     for name, term in row.items())  # fmt: skip


def _form(term: Cell) -> str:
    """Return a term as text; numbers by type and value, for how one is written is left open."""
    if isinstance(term, ox.Literal):
        type_ = term.datatype.value.rpartition("#")[2]
        if type_ in _NUMBERS:
            try:
                return f"{type_} {Decimal(term.value).normalize()}"
            except ArithmeticError:
                return str(term)
    return str(term)


def _matched(
    rows: Sequence[Row], others: Sequence[Row], ordered: bool, names: dict[str, str]
) -> bool:
    """Match rows one by one, under one naming of the blank nodes."""
    if not rows:
        return True
    first = rows[0]
    for index, other in enumerate(others[:1] if ordered else others):
        if _skeleton(first) != _skeleton(other):
            continue
        tried = dict(names)
        pairs = [(term.value, other[name].value) for name, term in first.items()  # type: ignore[union-attr]
                 if isinstance(term, ox.BlankNode)]  # fmt: skip
        if all(tried.setdefault(mine, theirs) == theirs for mine, theirs in pairs) and (
            len(set(tried.values())) == len(tried)
        ):
            rest = [*others[:index], *others[index + 1 :]]
            if _matched(rows[1:], rest, ordered, tried):
                return True
            if not pairs:  # another row like it would do no better
                return False
    return False
