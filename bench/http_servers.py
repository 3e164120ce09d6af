"""The servers that `bench http` asks: ours with its safety on, and the named peers.

Each is given the same N-Triples file and yields the address of its query endpoint. All listen on
loopback and end with the benchmark.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from sctbv_graph.build import fingerprint
from sctbv_graph.settings import Settings
from tests import peers
from tests.peers import free_port, running

LOADING = 900
"""Seconds that a server may take until it answers: rdflib reads two million statements."""


@dataclass(frozen=True, slots=True)
class Served:
    """A server that runs: the address of its query endpoint, its process."""

    address: str
    pid: int


Server = Callable[[Path, Path], AbstractContextManager[Served]]


def told_of_all(pid: int, name: str) -> Iterator[str]:
    """Yield what ``/proc`` tells under a name of a process and its living children."""
    pids = [pid]
    for one in pids:
        try:
            for task in Path(f"/proc/{one}/task").glob("*/children"):
                pids += [int(child) for child in task.read_text(encoding="ascii").split()]
            yield Path(f"/proc/{one}/{name}").read_text(encoding="utf-8")
        except OSError:
            continue


def _computed(pid: int) -> float:
    """Return the CPU time in seconds of a process and its children, also of those that ended."""
    times = (told.rpartition(")")[2].split()[11:15] for told in told_of_all(pid, "stat"))
    return sum(int(one) for four in times for one in four) / os.sysconf("SC_CLK_TCK")


def _settle(pid: int) -> None:
    """Wait until a server has done what it does at its start: pages made, indexes read."""
    until = time.monotonic() + LOADING
    before = _computed(pid)
    while time.monotonic() < until:
        time.sleep(2)
        now = _computed(pid)
        if now - before < 0.2:
            return
        before = now


@contextmanager
def sctbv(data: Path, folder: Path, **more: str) -> Iterator[Served]:
    """`sctbv serve`: killable processes, limits of time, memory and rows; no answer is kept.

    One address sends everything here, so the limits a client are lifted; all others hold, and
    ``more`` sets them (``SECONDS="2"``).
    """
    target = folder / "stores" / "bench"
    target.mkdir(parents=True)
    store = ox.Store(str(target))
    store.bulk_load(path=str(data), format=ox.RdfFormat.N_TRIPLES)
    store.flush()
    del store
    mark = fingerprint(Settings(store=folder))
    (folder / "current").write_text(f"{target.name}\n{mark}\n", encoding="utf-8")
    port = free_port()
    command = [
        sys.executable, "-m", "sctbv_graph", "serve", "--store", str(folder), "--port", str(port),
    ]  # fmt: skip
    limits = {
        "CACHE": "0",
        "EACH": "1000",
        "RATE": "1000000",
        "BURST": "1000000",
        "WORKERS": "2",
        **more,
    }
    environment = {f"SCTBV_QUERY_{name}": value for name, value in limits.items()}
    address = f"http://127.0.0.1:{port}"
    with running(command, f"{address}/health/ready", folder, seconds=LOADING, **environment) as pid:
        _settle(pid)
        yield Served(f"{address}/sparql", pid)


@contextmanager
def oxigraph(data: Path, folder: Path) -> Iterator[Served]:
    """Oxigraph's own server, reading only."""
    with peers.oxigraph(folder, data) as started:
        _settle(started.pid)
        yield Served(f"{started.address}/query", started.pid)


@contextmanager
def rdflib_endpoint(data: Path, folder: Path) -> Iterator[Served]:
    """rdflib-endpoint over rdflib's store in memory."""
    port = free_port()
    program = str(Path(sys.executable).with_name("rdflib-endpoint"))
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
    with running(
        command, f"http://127.0.0.1:{port}/?query=ASK%7B%7D", folder, seconds=LOADING
    ) as pid:
        _settle(pid)
        yield Served(f"http://127.0.0.1:{port}/", pid)


@contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[Served]:
    """Virtuoso 7 of Debian's package, with the buffers of its manual for two gigabytes."""
    with peers.virtuoso(folder, 10_000, 170_000, data) as started:
        _settle(started.pid)
        yield Served(started.address, started.pid)


SERVERS: dict[str, tuple[Server, str]] = {
    "sctbv": (sctbv, sys.executable),
    "rdflib-endpoint": (rdflib_endpoint, str(Path(sys.executable).with_name("rdflib-endpoint"))),
    "oxigraph": (oxigraph, peers.oxigraph_program()),
    "virtuoso": (virtuoso, "virtuoso-t"),
}
"""Each server with the program that it needs."""


def missing(name: str) -> bool:
    """Tell whether a server's program is not installed here."""
    return shutil.which(SERVERS[name][1]) is None
