"""Other stores, started on loopback with files of their own: no service of the machine is touched.

The tests push to them and ask them; the benchmarks take them as peers.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen


@dataclass(frozen=True, slots=True)
class Started:
    """A server that runs: its address, its process, its port for SQL where it has one."""

    address: str
    pid: int
    sql: int = 0


def free_port() -> int:
    """Return a port of this machine that nobody uses.

    Not one of those that the system gives to who connects: a client that asks whether a server is
    there yet may be given the very port, is connected to itself, and the server finds it taken.
    """
    while True:
        port = random.randrange(10_240, 32_768)
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port


@contextmanager
def running(
    command: list[str], address: str, folder: Path, *, seconds: float = 60, **environment: str
) -> Iterator[int]:
    """Run a program until the block ends; enter it when an address answers."""
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            command, stdout=log, stderr=log, cwd=folder, env={**os.environ, **environment}
        )
        try:
            until = time.monotonic() + seconds
            while True:
                try:
                    urlopen(address, timeout=30).close()  # noqa: S310  our own address
                    break
                except OSError:
                    if process.poll() is not None or time.monotonic() > until:
                        told = (folder / "log").read_text(encoding="utf-8", errors="replace")
                        raise SystemExit(f"{command[0]} did not start: {told[-2000:]}") from None
                    time.sleep(0.02)
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def oxigraph_program() -> str:
    """Return where pip has put Oxigraph's server."""
    return str(Path(sys.executable).with_name("oxigraph"))


@contextmanager
def oxigraph(folder: Path, data: Path | None = None) -> Iterator[Started]:
    """Oxigraph's own server: empty and to be written, or with ``data`` and for reading only."""
    folder.mkdir(exist_ok=True)
    location = ["--location", str(folder / "store")]
    serve = "serve"
    if data is not None:
        load = [oxigraph_program(), "load", *location, "--file", str(data)]
        subprocess.run(load, check=True, capture_output=True)
        serve = "serve-read-only"
    bind = f"127.0.0.1:{free_port()}"
    command = [oxigraph_program(), serve, *location, "--bind", bind]
    with running(command, f"http://{bind}", folder) as pid:
        yield Started(f"http://{bind}", pid)


_INI = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
TempStorage = TempDatabase
[TempDatabase]
DatabaseFile = {folder}/virtuoso-temp.db
TransactionFile = {folder}/virtuoso-temp.trx
MaxCheckpointRemap = 2000
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
ServerThreads = 40
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
DirsAllowed = {folders}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 40
[SPARQL]
ResultSetMaxRows = {rows}
{more}
"""
_CAREFUL = "MaxQueryCostEstimationTime = 4000\nMaxQueryExecutionTime = 60"
"""As Debian's ini has it."""


@contextmanager
def virtuoso(
    folder: Path, rows: int, buffers: int = 20_000, data: Path | None = None
) -> Iterator[Started]:
    """Virtuoso 7 of Debian's package; it cuts tables off at ``rows``, as its own ini does.

    ``buffers`` of 8 kB: its manual takes 170,000 for two gigabytes. ``data`` is loaded into the
    graph ``urn:bench``, which is the default graph then, and no query is refused for its cost.
    """
    program = shutil.which("virtuoso-t")
    if program is None:
        raise SystemExit("install the Debian package virtuoso-opensource-7-bin")
    sql, http = free_port(), free_port()
    folders = ", ".join(str(one) for one in (folder, data.parent if data else None) if one)
    ini = folder / "virtuoso.ini"
    ini.write_text(
        _INI.format(folder=folder, folders=folders, sql=sql, http=http, rows=rows,
                    buffers=buffers, dirty=buffers * 3 // 4,
                    more="DefaultGraph = urn:bench" if data else _CAREFUL),
        encoding="utf-8",
    )  # fmt: skip
    address = f"http://127.0.0.1:{http}/sparql"
    with running([program, "+foreground", "+configfile", str(ini)], address, folder) as pid:
        if data is not None:
            load = f"ld_dir('{data.parent}', '{data.name}', 'urn:bench'); rdf_loader_run(); "
            isql = ["isql-vt", f"127.0.0.1:{sql}", "dba", "dba", f"exec={load}checkpoint;"]
            subprocess.run(isql, check=True, capture_output=True)
        yield Started(address, pid, sql)
