"""Passages that were looked up, held for who asks many questions of one state of a store.

The questions of the catalogue rest on the same sentences, each of them on some five times. Of 200
plans these are 120,000: they lie in a file that the system takes away, two megabytes in memory.
"""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter

from sctbv_graph.query.evidence import Passage

_CHUNK = 500
"""Nodes that one statement asks for; SQLite takes 999 at least."""
_values = attrgetter(*Passage.__dataclass_fields__)


class HeldPassages:
    """The passages of nodes, those of nodes without any included; for one thread."""

    def __init__(self) -> None:
        """Open a file of its own without a name, which goes when it is closed."""
        self._file = sqlite3.connect("", isolation_level=None)
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("CREATE TABLE held (node TEXT PRIMARY KEY, passages) WITHOUT ROWID")

    def of(self, nodes: Sequence[str]) -> dict[str, list[Passage]]:
        """Return the passages of those nodes that were looked up before."""
        found: dict[str, list[Passage]] = {}
        for first in range(0, len(nodes), _CHUNK):
            some = nodes[first : first + _CHUNK]
            marks = ",".join("?" * len(some))
            query = f"SELECT node, passages FROM held WHERE node IN ({marks})"  # noqa: S608  marks
            for node, written in self._file.execute(query, some):
                found[node] = [Passage(*values) for values in marshal.loads(written)]  # noqa: S302
        return found

    def add(self, nodes: Iterable[str], passages: Mapping[str, Sequence[Passage]]) -> None:
        """Hold the passages of nodes; those that ``passages`` does not name have none."""
        self._file.execute("BEGIN")
        self._file.executemany(
            "INSERT OR IGNORE INTO held VALUES (?, ?)",
            ((n, marshal.dumps([*map(_values, passages.get(n, ()))])) for n in nodes),
        )
        self._file.execute("COMMIT")
