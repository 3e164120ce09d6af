"""A store whose queries run in a process that is ended at a time limit.

The engine cannot be stopped from Python, so what strangers write is evaluated elsewhere: one
process over the store on disk, started when it is first needed, killed when a query takes too long
and started again for the next one. It gives no more rows than an answer shows.
"""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from sctbv_graph.errors import QueryError, SctbvError
from sctbv_graph.query.answers import MAX_ROWS
from sctbv_graph.store import EmbeddedStore, Results

SECONDS = 10.0


class LimitedStore:
    """A store on disk, asked in a process of its own; threads wait for each other."""

    def __init__(self, path: Path, seconds: float = SECONDS) -> None:
        """``path`` is the folder of the store, ``seconds`` the longest that one query may take."""
        self.path = path
        self.seconds = seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        atexit.register(self.stop)  # no process outlives the server

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            command = [sys.executable, "-m", "sctbv_graph.query.limited", str(self.path)]
            self._process = subprocess.Popen(  # noqa: S603  our own module
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
            assert self._process.stdout is not None
            self._process.stdout.readline()  # it says that the store is open
        return self._process

    def query(self, sparql: str, graphs: Sequence[str] | None = None) -> Results:
        """Evaluate a SELECT or ASK; `QueryError` where it takes too long."""
        with self._lock:
            process = self._running()
            assert process.stdin is not None
            assert process.stdout is not None
            timer = threading.Timer(self.seconds, process.kill)
            timer.start()
            try:
                asked = {"query": sparql, "graphs": list(graphs) if graphs is not None else None}
                process.stdin.write(json.dumps(asked).encode() + b"\n")
                process.stdin.flush()
                said = process.stdout.readline()
            except OSError:
                said = b""
            finally:
                timer.cancel()
            if not said.endswith(b"\n"):
                self._end()
                raise QueryError(
                    f"Truy vấn chạy quá {self.seconds:g} giây nên đã bị dừng; hãy thêm điều kiện.",
                    f"The query took more than {self.seconds:g} s and was stopped; narrow it down.",
                )
        answer: dict[str, Any] = json.loads(said)
        if "vi" in answer:
            raise QueryError(answer["vi"], answer["en"])
        return ox.parse_query_results(json.dumps(answer).encode(), ox.QueryResultsFormat.JSON)

    def graph_names(self) -> list[str]:
        """Return the names of the graphs that the store holds, sorted."""
        return EmbeddedStore.open(self.path).graph_names()

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()

    def stop(self) -> None:
        """End the process."""
        with self._lock:
            self._end()


def _term(term: object) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.Literal):
        more = {"xml:lang": term.language} if term.language else {"datatype": term.datatype.value}
        return {"type": "literal", "value": term.value, **more}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    return {"type": "literal", "value": str(term)}


def _evaluated(store: EmbeddedStore, asked: dict[str, Any]) -> dict[str, Any]:
    """Return SPARQL 1.1 Query Results JSON, of one row more than an answer shows at most."""
    results = store.query(asked["query"], asked["graphs"])
    if isinstance(results, ox.QueryBoolean):
        return {"head": {}, "boolean": bool(results)}
    if not isinstance(results, ox.QuerySolutions):
        raise QueryError("Chỉ nhận SELECT hoặc ASK.", "SELECT or ASK only.")
    names = [variable.value for variable in results.variables]
    bindings = []
    for solution in results:
        bindings.append({n: _term(solution[n]) for n in names if solution[n] is not None})
        if len(bindings) > MAX_ROWS:
            break
    return {"head": {"vars": names}, "results": {"bindings": bindings}}


def _serve(path: Path, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
    """Answer one query a line until the input ends."""
    store = EmbeddedStore.open(path)
    outgoing.write(b"ready\n")
    outgoing.flush()
    for line in incoming:
        try:
            said = _evaluated(store, json.loads(line))
        except SctbvError as error:
            said = {"vi": error.vi, "en": error.en}
        except (OSError, RuntimeError) as error:  # an evaluation error while rows are drawn
            said = {"vi": f"Truy vấn dừng: {error}.", "en": f"The query stopped: {error}."}
        outgoing.write(json.dumps(said).encode() + b"\n")
        outgoing.flush()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), sys.stdin.buffer, sys.stdout.buffer)
