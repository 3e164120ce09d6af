"""Any SPARQL 1.1 endpoint as a store: what it answers is whole and right, or it is not passed on.

Every answer is read strictly. A table is counted where it is longer than any that this store has
been seen to give whole; one that was cut, and one that its dialect doubts, is worked out here from
the store's own statements, fetched and counted, or refused where they are too many.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Sequence
from urllib.request import Request

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.errors import LimitError, QueryError
from sctbv_graph.store.answer import Answer
from sctbv_graph.store.base import Results, Rows, number_of, rows_of
from sctbv_graph.store.client import AGENT, ask
from sctbv_graph.store.copies import Copies
from sctbv_graph.store.dialect import Dialect, door, find_dialect, recognised
from sctbv_graph.store.failures import named
from sctbv_graph.store.scan import form_of
from sctbv_graph.store.strict import statements_of, table_of, truth_of
from sctbv_graph.store.target import Target, read_target
from sctbv_graph.store.tokens import pieces_of
from sctbv_graph.store.whole import Whole, own_limit, solutions_of
from sctbv_graph.store.wire import Wire
from sctbv_graph.terms import DCTERMS

_NAMES = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
"""Not SELECT DISTINCT ?g: Virtuoso takes over a minute for that, and 0.1 s for this."""


class RemoteStore:
    """A store at another server, asked through SPARQLWrapper; threads may share it."""

    def __init__(self, target: Target | str) -> None:
        """Nothing is sent before the first question."""
        self.target = read_target(target) if isinstance(target, str) else target
        self.wire = Wire(self.target)
        self._known: Dialect | None = find_dialect(self.target.dialect) if (
            self.target.dialect
        ) else None  # fmt: skip
        self._lock = threading.Lock()
        self._state = (0, "")
        self._whole = Whole(self._rows_as_sent)
        self._copies = Copies(self)

    # What it is and where.

    @property
    def dialect(self) -> Dialect:
        """What kind of store this is: as it was named, else as its server tells of itself."""
        with self._lock:
            if self._known is None:
                request = Request(  # noqa: S310  the scheme was checked
                    self.target.query,
                    headers={"Accept": "text/turtle, */*;q=0.1", "User-Agent": AGENT},
                )
                self._known = recognised(self.wire.send(request))
            return self._known

    def address(self, which: str) -> str:
        """Return the address at which the store is asked ("query"), updated, or given graphs."""
        own = str(getattr(self.target, which))
        if own and which != "query":
            return own
        return door(self.target.query, self.dialect, which)

    # Asking.

    def query(
        self,
        sparql: str,
        graphs: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        base: str | None = None,
    ) -> Results:
        """Evaluate a query at the store.

        Raises `QueryError` where it is wrong, `LimitError` where it takes too long or its answer
        cannot be had whole, `RemoteError` where the store cannot be used.
        """
        text = sparql if base is None else f"BASE <{base}>\n{sparql}"
        form = form_of(text)
        default, seen = self._dataset(text, graphs, named)
        doubt = self.dialect.doubt(text, len(default))
        if doubt is not None:
            return self._copies.query(text, default, seen, doubt)
        try:
            return self._answered(text, form, default, seen)
        except LimitError:
            raise
        except QueryError:
            if self.dialect.speaks:
                raise
            return self._copies.query(text, default, seen)  # tells what is wrong, if something is

    def _answered(
        self, text: str, form: str, default: Sequence[str], seen: Sequence[str]
    ) -> Results:
        """Evaluate a query that is in no doubt; what was cut off is worked out from a copy."""
        written = self.dialect.rewritten(text)
        if form == "ASK":
            answer = self._send(written, "ASK", default, seen)
            return truth_of(answer, self.dialect, self.name)
        if form == "SELECT":
            body, count, cut = self._table(written, default, seen)
            if self._is_unsorted(text, body):
                return self._copies.query(text, default, seen)
            if not cut and self._whole.is_whole(written, count, default, seen):
                return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)
            return self._copies.query(text, default, seen)
        return self._graph(text, form, default, seen)

    def _is_unsorted(self, text: str, body: bytes) -> bool:
        check = self.dialect.is_unsorted
        if check is None:
            return False
        return check(text, rows_of(ox.parse_query_results(body, ox.QueryResultsFormat.JSON)))

    def _dataset(
        self, text: str, graphs: Sequence[str] | None, named: Sequence[str] | None
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the graphs that a query is asked of: the default ones, and those GRAPH sees.

        Where neither is given and the query has no FROM, that is the merged graph and, where GRAPH
        stands in it, all graphs of the project: the protocol knows no other way to say so.
        """
        words = {piece.word for piece in pieces_of(text)}
        if graphs is None and named is None:
            if "FROM" in words:
                return (), ()
            return (iris.MERGED,), tuple(self.graph_names()) if "GRAPH" in words else ()
        # Of nothing, the protocol would make the store's own default graph: a graph that is not.
        default = tuple(graphs or ()) or (iris.PUSHING + "none",)
        if named is None and "GRAPH" in words:
            named = self.graph_names()
        return default, tuple(named or ())

    def _send(self, text: str, form: str, default: Sequence[str], seen: Sequence[str]) -> Answer:
        answer = ask(self.wire, self.address("query"), text, form, default, seen)
        if self.dialect.is_partial(answer.headers):
            raise LimitError(
                f"Kho “{self.name}” dừng ở giới hạn thời gian và chỉ trả một phần kết quả; "
                "phần ấy không được dùng.",
                f"The store “{self.name}” stopped at its time limit with a part of the answer; "
                "that part is not used.",
            )
        return answer

    @property
    def name(self) -> str:
        """The address as it is told to people."""
        return named(self.target.query)

    def _table(
        self, text: str, default: Sequence[str], seen: Sequence[str]
    ) -> tuple[bytes, int, bool]:
        """Return the results of a SELECT, read to their end, how many rows, and whether cut off.

        Whether they were is known here only of a store that tells it.
        """
        answer = self._send(text, "SELECT", default, seen)
        body, count = table_of(answer, self.dialect, self.name)
        cut = self.dialect.is_cut(answer.headers) and count != own_limit(text)
        return body, count, cut

    def _rows_as_sent(self, text: str, default: Sequence[str], seen: Sequence[str]) -> Rows:
        """Return the rows of a query that this program wrote itself, few as they are."""
        body, _, _ = self._table(self.dialect.rewritten(text), default, seen)
        return rows_of(ox.parse_query_results(body, ox.QueryResultsFormat.JSON))

    def _graph(self, text: str, form: str, default: Sequence[str], seen: Sequence[str]) -> Results:
        """Return the statements of a CONSTRUCT or DESCRIBE."""
        answer = self._send(self.dialect.rewritten(text), form, default, seen)
        store = statements_of(answer, self.name)
        # A table cut off behind a CONSTRUCT may leave few statements: its rows are counted.
        counting = solutions_of(text)
        if counting is None:
            whole = len(store) < self._whole.shown()
        else:
            whole = self._whole.gives(self._counted(counting, default, seen))
        if not whole:
            return self._copies.query(text, default, seen)
        return store.query("CONSTRUCT WHERE { ?s ?p ?o }")

    def _counted(self, text: str, default: Sequence[str], seen: Sequence[str]) -> int:
        """Return what a counting query gives; more than any answer has where it cannot count."""
        try:
            found = number_of(self._rows_as_sent(text, default, seen))
        except QueryError:
            return sys.maxsize
        return sys.maxsize if found is None else found

    # The graphs themselves.

    def graph_names(self) -> list[str]:
        """Return the names of the graphs of this project that the store holds, sorted."""
        return sorted(name for name in self.all_names() if iris.is_ours(name) and (
            name != iris.MERGED))  # fmt: skip

    def all_names(self) -> list[str]:
        """Return the names of all graphs that the store shows, ours and others'."""
        found = rows_of(self._plain(_NAMES))
        return sorted(g.value for r in found.rows if isinstance(g := r.get("g"), ox.NamedNode))

    def _plain(self, text: str) -> Results:
        """Ask on the store's own dataset, where GRAPH sees all there is."""
        body, count, cut = self._table(text, (), ())
        if cut or not self._whole.is_whole(text, count, (), ()):
            raise self.cut(count)
        return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)

    def size(self, name: str, part: str = "") -> int:
        """Count the statements of a graph, or of those that a filter lets through."""
        text = f"SELECT (COUNT(*) AS ?n) WHERE {{ ?s ?p ?o {part} }}"
        return number_of(self._rows_as_sent(text, (name,), ())) or 0

    def page(self, name: str, part: str = "", limit: int = 0, offset: int = 0) -> Rows:
        """Return statements of a graph as rows ?s ?p ?o, all of them where ``limit`` is 0."""
        end = f" LIMIT {limit} OFFSET {offset}" if limit else ""
        return self._rows_as_sent(f"SELECT ?s ?p ?o WHERE {{ ?s ?p ?o {part} }}{end}", (name,), ())

    def graph(self, name: str | None) -> list[ox.Triple]:
        """Return the statements of a graph (``None``: the merged one), all of them.

        Raises `LimitError` where they cannot be had whole.
        """
        return self._copies.fetched(name or iris.MERGED)

    def has_graph(self, name: str | None) -> bool:
        """Tell whether the store holds a graph."""
        return name is None or self.size(name) > 0

    def data_version(self) -> str:
        """Return the name of the data that was pushed here last, "" where none was."""
        text = f"SELECT ?v WHERE {{ <{iris.PUSHED}> <{DCTERMS}hasVersion> ?v }}"
        found = [row["v"] for row in self._rows_as_sent(text, (iris.PUSHED,), ()).rows]
        return found[0].value if found and isinstance(found[0], ox.Literal) else ""

    def state(self) -> str:
        """Name what the store holds now: the data pushed last, and the minute.

        What others write there is not told to anybody, so nothing is kept longer than a minute.
        """
        minute = int(time.time() // 60)
        with self._lock:
            kept = self._state if self._state[0] == minute else None
        if kept is None:
            kept = (minute, f"{self.data_version()}-{minute}")
            with self._lock:
                self._state = kept
        return kept[1]

    def cut(self, count: int) -> LimitError:
        """Return the sentence for an answer that the store cut off."""
        return LimitError(
            f"Kho “{self.name}” cắt kết quả ở {count} dòng mà không báo, và đồ thị quá lớn để tải "
            "về tính ở đây; hãy thêm LIMIT và OFFSET, hoặc nâng giới hạn của kho.",
            f"The store “{self.name}” cuts the answer off at {count} rows without saying so, and "
            "its graphs are too large to be worked on here; add LIMIT and OFFSET, or raise the "
            "store's limit.",
            "rows",
        )
