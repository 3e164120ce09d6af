"""Virtuoso 7, started by the tests on loopback with files of its own: no service is touched.

They run with SCTBV_VIRTUOSO=1, where `virtuoso-t` is installed; `.ci/run` does both.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from sctbv_graph.push import push
from sctbv_graph.store import EmbeddedStore, RemoteStore, read_target
from tests.remote.servers import free_port

_HERE = Path(__file__).parent
ROWS = 1_500
"""What this server cuts tables off at: fewer than some answers have rows."""

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
ServerThreads = 20
NumberOfBuffers = 20000
MaxDirtyBuffers = 15000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerRoot = {folder}
ServerThreads = 10
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryCostEstimationTime = 4000
MaxQueryExecutionTime = 60
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip this folder's tests where Virtuoso is not asked for."""
    if os.environ.get("SCTBV_VIRTUOSO") == "1":
        return
    skip = pytest.mark.skip(reason="needs Virtuoso 7: SCTBV_VIRTUOSO=1")
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run Virtuoso and yield the address of its endpoint."""
    folder = tmp_path_factory.mktemp("virtuoso")
    http = free_port()
    ini = folder / "virtuoso.ini"
    ini.write_text(
        _INI.format(folder=folder, sql=free_port(), http=http, rows=ROWS), encoding="utf-8"
    )
    program = shutil.which("virtuoso-t")
    assert program, "install the Debian package virtuoso-opensource-7-bin"
    process = subprocess.Popen(
        [program, "+foreground", "+configfile", str(ini)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{http}/sparql"
        for _ in range(600):
            try:
                urlopen(address, timeout=10).close()
                break
            except OSError:
                assert process.poll() is None, (folder / "virtuoso.log").read_text()
                time.sleep(0.1)
        yield address
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="session")
def remote(virtuoso: str, store: EmbeddedStore) -> RemoteStore:
    """Return the server with the corpus in it, pushed as a user pushes it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCTBV_STORE_USER", "dba")
        patch.setenv("SCTBV_STORE_PASSWORD", "dba")
        made = RemoteStore(read_target(virtuoso))
    push(store, made, "0123456789abcdef", lambda *_: None)
    return made
