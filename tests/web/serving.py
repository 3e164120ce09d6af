"""A server on a free loopback port, and requests sent to it letter by letter."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from sctbv_graph.web.starting import HTTP, _listener
from tests.peers import free_port


@dataclass(frozen=True)
class Answer:
    """Status, headers (lower case) and body of an answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8")


def send(
    port: int,
    method: str,
    path: str,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    client: str = "127.0.0.1",
) -> Answer:
    """Send one request as it is written: no path is tidied, no header added but Host."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(client, 0)
    )
    try:
        connection.putrequest(method, path, skip_accept_encoding=True)
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        if body or method in ("POST", "PUT"):
            connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body or None)
        answer = connection.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@contextmanager
def serving(app: FastAPI) -> Iterator[int]:
    """Serve an application and yield its port."""
    listener = _listener("127.0.0.1", 0)
    server = uvicorn.Server(uvicorn.Config(app, http=HTTP, log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        while not server.started and thread.is_alive():
            time.sleep(0.01)
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def program(
    work: Path, *arguments: str, **environment: str
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run ``sctbv serve`` on a free port, waited for until it is ready."""
    command = ["-m", "sctbv_graph", "serve", "--store", str(work), *arguments, "--port"]
    with python(*command, **environment) as made:
        yield made


@contextmanager
def python(*arguments: str, **environment: str) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """Run a server in Python whose last argument is its port, waited for until it is ready."""
    port = free_port()
    command = [sys.executable, *arguments, str(port)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, env={**os.environ, **environment})
    try:
        until = time.monotonic() + 240
        ready = False
        while not ready:
            assert process.poll() is None, process.stderr.read().decode() if process.stderr else ""
            assert time.monotonic() < until
            try:
                ready = send(port, "GET", "/health/ready").status == 200
            except (OSError, http.client.HTTPException):
                time.sleep(0.1)
        yield process, port
    finally:
        process.kill()
        process.wait()
        if process.stderr:
            process.stderr.close()
