"""A small store to test against that behaves as told; real ones are in `tests/peers.py`."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pyoxigraph as ox

JSON = "application/sparql-results+json"


@dataclass
class Behaviour:
    """How the small server answers; ``asked`` gathers the headers of what came in."""

    store: ox.Store = field(default_factory=ox.Store)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    rows: int | None = None
    wait: float = 0
    token: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)
    queries: list[str] = field(default_factory=list)


@contextmanager
def small_server(behaviour: Behaviour) -> Iterator[str]:
    """Serve a store over HTTP as told, and yield the address of its endpoint."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def do_GET(self) -> None:
            self._answer("")

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            self._answer(sent)

        def _answer(self, sent: str) -> None:
            behaviour.asked.append({k.lower(): v for k, v in self.headers.items()})
            given = parse_qs(sent)
            behaviour.queries += given.get("query", [])
            time.sleep(behaviour.wait if sent else 0)
            status, body, media = behaviour.status, behaviour.body, JSON
            if behaviour.token and self.headers.get("Authorization") != f"Bearer {behaviour.token}":
                status, body = 401, b"who are you?"
            if body is None:
                body = _evaluated(behaviour, given) if "query" in given else b""
            self.send_response(status)
            self.send_header("Content-Type", media)
            for name, value in behaviour.headers.items():
                self.send_header(name, value)
            if "Content-Length" not in behaviour.headers:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(OSError):  # the client may have gone: it waits only so long
                self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/sparql"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _evaluated(behaviour: Behaviour, given: dict[str, list[str]]) -> bytes:
    """Return the results of a query, cut off in silence where the server does so."""
    default = [ox.NamedNode(name) for name in given.get("default-graph-uri", ())]
    named = [ox.NamedNode(name) for name in given.get("named-graph-uri", ())]
    results = (
        behaviour.store.query(given["query"][0], default_graph=default, named_graphs=named)
        if default or named
        else behaviour.store.query(given["query"][0])
    )
    assert isinstance(results, (ox.QuerySolutions, ox.QueryBoolean))
    made = json.loads(results.serialize(format=ox.QueryResultsFormat.JSON) or b"")
    if behaviour.rows is not None and "results" in made:
        made["results"]["bindings"] = made["results"]["bindings"][: behaviour.rows]
    return json.dumps(made).encode()
