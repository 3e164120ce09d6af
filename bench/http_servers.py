"""The servers that `bench http` asks: ours with its safety on, and the named peers.

Each is given the same N-Triples file and yields the address of its query endpoint. All listen on
loopback and end with the benchmark.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import pyoxigraph as ox

from sctbv_graph.build import fingerprint
from sctbv_graph.settings import Settings
from tests.remote.servers import free_port

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
def _running(command: list[str], address: str, folder: Path, **more: str) -> Iterator[int]:
    """Run a program until the block ends; enter it when an address answers."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: S603  named programs
            command, stdout=log, stderr=log, cwd=folder, env={**os.environ, **more}
        )
        try:
            until = time.monotonic() + LOADING
            while True:
                try:
                    urlopen(address, timeout=30).close()  # noqa: S310  our own address
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        told = (folder / "log").read_text(encoding="utf-8", errors="replace")
                        raise SystemExit(f"{command[0]} did not start: {told[-2000:]}") from None
                    time.sleep(0.2)
            _settle(process.pid)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


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
    with _running(command, f"{address}/health/ready", folder, **environment) as pid:
        yield Served(f"{address}/sparql", pid)


@contextmanager
def oxigraph(data: Path, folder: Path) -> Iterator[Served]:
    """Oxigraph's own server, reading only."""
    program = str(Path(sys.executable).with_name("oxigraph"))
    location = ["--location", str(folder / "store")]
    load = [program, "load", *location, "--file", str(data)]
    subprocess.run(load, check=True, capture_output=True)  # noqa: S603  the named peer
    bind = f"127.0.0.1:{free_port()}"
    with _running(
        [program, "serve-read-only", *location, "--bind", bind], f"http://{bind}", folder
    ) as pid:
        yield Served(f"http://{bind}/query", pid)


@contextmanager
def rdflib_endpoint(data: Path, folder: Path) -> Iterator[Served]:
    """rdflib-endpoint over rdflib's store in memory."""
    port = free_port()
    program = str(Path(sys.executable).with_name("rdflib-endpoint"))
    command = [program, "serve", "--host", "127.0.0.1", "--port", str(port), str(data)]
    with _running(command, f"http://127.0.0.1:{port}/?query=ASK%7B%7D", folder) as pid:
        yield Served(f"http://127.0.0.1:{port}/", pid)


_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 40
NumberOfBuffers = 170000
MaxDirtyBuffers = 130000
DirsAllowed = {folder}, {data}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 40
[SPARQL]
ResultSetMaxRows = 10000
DefaultGraph = urn:bench
"""


@contextmanager
def virtuoso(data: Path, folder: Path) -> Iterator[Served]:
    """Virtuoso 7 of Debian's package, with the buffers of its manual for two gigabytes."""
    sql, http = free_port(), free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(
        _INI.format(folder=folder, data=data.parent, sql=sql, http=http), encoding="utf-8"
    )
    address = f"http://127.0.0.1:{http}/sparql"
    command = ["virtuoso-t", "+foreground", "+configfile", str(ini)]
    with _running(command, address, folder) as pid:
        load = f"ld_dir('{data.parent}', '{data.name}', 'urn:bench'); rdf_loader_run(); checkpoint;"
        isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}"]
        subprocess.run(isql, check=True, capture_output=True)  # noqa: S603  the named peer
        yield Served(address, pid)


SERVERS: dict[str, tuple[Server, str]] = {
    "sctbv": (sctbv, sys.executable),
    "rdflib-endpoint": (rdflib_endpoint, str(Path(sys.executable).with_name("rdflib-endpoint"))),
    "oxigraph": (oxigraph, str(Path(sys.executable).with_name("oxigraph"))),
    "virtuoso": (virtuoso, "virtuoso-t"),
}
"""Each server with the program that it needs."""


def missing(name: str) -> bool:
    """Tell whether a server's program is not installed here."""
    return shutil.which(SERVERS[name][1]) is None
