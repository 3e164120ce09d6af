"""The pool as a store: for whatever asks with the words of a stranger."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pyoxigraph as ox

from sctbv_graph.errors import LimitError, QueryError
from sctbv_graph.store import EmbeddedStore, Results, form_of
from sctbv_graph.workers.evaluate import Job
from sctbv_graph.workers.pool import Pool
from sctbv_graph.workers.snapshot import Snapshot


class PooledStore:
    """A store whose queries run in the pool, and give at most so many rows."""

    def __init__(
        self, pool: Pool, snapshot: Callable[[], Snapshot], inner: EmbeddedStore, rows: int
    ) -> None:
        """``snapshot`` returns the state to ask; ``inner`` is asked for names of graphs."""
        self._pool = pool
        self._snapshot = snapshot
        self._inner = inner
        self._rows = rows

    def query(
        self,
        sparql: str,
        graphs: Sequence[str] | None = None,
        named: Sequence[str] | None = None,
        base: str | None = None,
    ) -> Results:
        """Evaluate a SELECT or ASK.

        Raises `LimitError` where it takes too much, `QueryError` where it is wrong or another form.
        """
        if form_of(sparql) not in ("SELECT", "ASK"):
            raise QueryError("Chỉ nhận SELECT hoặc ASK.", "SELECT or ASK only.")
        job = Job(
            sparql,
            tuple(graphs) if graphs is not None else None,
            tuple(named) if named is not None else None,
            rows=self._rows,
            base=base,
        )
        done, body, file = self._pool.run(job, self._snapshot())
        if done.status == "query":
            raise QueryError(done.vi, done.en)
        if done.status != "ok":
            raise LimitError(done.vi, done.en, done.status)
        if file is not None:
            body = file.read_bytes()
            file.unlink(missing_ok=True)
        return ox.parse_query_results(body, ox.QueryResultsFormat.JSON)

    def graph_names(self) -> list[str]:
        """Return the names of the graphs that the store holds, sorted."""
        return self._inner.graph_names()
