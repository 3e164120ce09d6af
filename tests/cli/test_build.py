"""A build loses nothing, whatever happens to it, and writes the same bytes every time."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import sctbv_graph.build as module
from sctbv_graph.build import current, write_store
from sctbv_graph.files import write_beside
from sctbv_graph.settings import Settings, bundle

KEY = "211-kh-ubnd-ca-mau-2024"
TASKS = "SELECT (COUNT(*) AS ?n) { ?t a <https://w3id.org/sctbv/def#Task> }"


@pytest.fixture
def place(folders: tuple[str, ...], tmp_path: Path) -> tuple[str, ...]:
    """Return --data and --store for a copy of the built workspace and store."""
    for name, folder in zip(("data", "store"), folders[1::2], strict=True):
        shutil.copytree(folder, tmp_path / name)
    return ("--data", str(tmp_path / "data"), "--store", str(tmp_path / "store"))


def settings(place: tuple[str, ...]) -> Settings:
    return Settings(workspace=Path(place[1]), store=Path(place[3]))


def answers(run: Any, place: tuple[str, ...]) -> None:
    """Check that the store in use answers, without being built anew."""
    done = run("sparql", TASKS, "--format", "csv", *place)
    assert (done.code, done.out.split(), done.err) == (0, ["n", "21"], "")


def file_source(place: tuple[str, ...], number: str, sha256: str | None = None) -> Path:
    """File Plan 211 under another number in the workspace; return its listing."""
    folder = Path(place[1]) / "sources"
    folder.mkdir()
    data = (bundle() / "data/sources/211-KH-UBND.txt").read_bytes()
    data = data.replace(b"211/KH-UBND", f"{number}/KH-UBND".encode())
    (folder / "other.txt").write_bytes(data)
    sha256 = sha256 or hashlib.sha256(data).hexdigest()
    listing = folder / "sources.toml"
    listing.write_text(
        f'[[source]]\nfile = "other.txt"\nsha256 = "{sha256}"\nprimary = true\n'
        'obtained_from = "a test"\nlicence = "none"\n',
        encoding="utf-8",
    )
    return listing


def test_no_space_left(run: Any, place: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """A store that cannot be written ends with one sentence; the old one answers, nothing stays."""
    stores = Path(place[3]) / "stores"
    before = current(settings(place)), sorted(stores.iterdir())

    def fail(*_: object, **__: object) -> None:
        raise OSError("no space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(ox.Store, "bulk_load", fail)
        done = run("build", *place)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Không dựng được kho")
    assert done.err.count("\n") == 1
    assert (current(settings(place)), sorted(stores.iterdir())) == before
    answers(run, place)


def test_a_source_that_changed(run: Any, place: tuple[str, ...]) -> None:
    """A source that is not the one filed stops the build by name and leaves plans and store."""
    before = current(settings(place))
    plans = Path(place[1]) / "plans"
    plan = (plans / f"{KEY}.trig").read_bytes()
    listing = file_source(place, "212", sha256="0" * 64)
    done = run("build", *place)
    assert (done.code, done.out) == (2, "")
    assert "other.txt" in done.err
    assert "sha256" in done.err
    assert done.err.count("\n") == 1
    assert current(settings(place)) == before
    assert [path.name for path in plans.iterdir()] == [f"{KEY}.trig"]
    assert (plans / f"{KEY}.trig").read_bytes() == plan
    shutil.rmtree(listing.parent)
    answers(run, place)


def test_a_source_that_is_added(run: Any, place: tuple[str, ...]) -> None:
    """The same source, filed rightly, is a second plan: the store is built anew on demand."""
    file_source(place, "212")
    done = run("sparql", TASKS, "--format", "csv", *place)
    assert done.out.split() == ["n", "42"]
    assert "Đang dựng kho" in done.err
    assert sorted(p.name for p in (Path(place[1]) / "plans").iterdir()) == [
        f"{KEY}.trig",
        "212-kh-ubnd-ca-mau-2024.trig",
    ]


def killed(place: tuple[str, ...]) -> None:
    """Run a build that is killed when its store is written but not yet in use."""
    program = (
        "import os, pathlib, sctbv_graph.build as b, sctbv_graph.settings as s\n"
        "b.write_beside = lambda *_: os._exit(9)\n"
        f"b.build(s.Settings(pathlib.Path({place[1]!r}), pathlib.Path({place[3]!r})))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=120)
    assert done.returncode == 9


def killed_while_writing(place: tuple[str, ...]) -> None:
    """Run a build that is killed -9 when half of its statements are in the new store."""
    program = (
        "import os, pathlib, signal, types, pyoxigraph as ox\n"
        "import sctbv_graph.build as b, sctbv_graph.settings as s, sctbv_graph.written as w\n"
        "class Store:\n"
        "    def __init__(self, path): self.inner = ox.Store(path)\n"
        "    def bulk_load(self, path, format):\n"
        "        lines = pathlib.Path(path).read_bytes().splitlines(keepends=True)\n"
        "        self.inner.bulk_load(b''.join(lines[:len(lines) // 2]), format=format)\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "w.ox = types.SimpleNamespace(**{**vars(ox), 'Store': Store})\n"
        f"b.build(s.Settings(pathlib.Path({place[1]!r}), pathlib.Path({place[3]!r})))\n"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, timeout=120)
    assert done.returncode == -9


def test_two_builds_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build waits for another in the same folder: neither removes what the other is writing."""
    node = ox.NamedNode("urn:x")
    quad = ox.Quad(node, node, node, ox.DefaultGraph())
    written, go_on = threading.Event(), threading.Event()
    real = write_beside

    def swap(path: Path, data: bytes) -> None:
        if b"a" * 64 in data:  # the first build: its store is written and nothing names it yet
            written.set()
            assert go_on.wait(60)
        real(path, data)

    monkeypatch.setattr(module, "write_beside", swap)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(write_store, tmp_path, "a" * 64, [quad])
        assert written.wait(60)
        second = pool.submit(write_store, tmp_path, "b" * 64, [quad])
        with pytest.raises(TimeoutError):
            second.result(timeout=1)
        go_on.set()
        one, other = first.result(60), second.result(60)
    found = current(Settings(store=tmp_path))
    assert found == (other, "b" * 64)
    assert sorted((tmp_path / "stores").iterdir()) == sorted([one, other])
    assert list(ox.Store.read_only(str(one))) == list(ox.Store.read_only(str(other))) == [quad]


@pytest.mark.parametrize("kill", [
    killed,
    pytest.param(killed_while_writing, marks=pytest.mark.skipif(
        sys.platform == "win32", reason="needs kill -9")),
])  # fmt: skip
def test_a_killed_build(run: Any, place: tuple[str, ...], kill: Any) -> None:
    """A killed build leaves the old store in use; the next one removes what it left."""
    stores = Path(place[3]) / "stores"
    old = current(settings(place))
    assert old is not None
    before = set(stores.iterdir())
    kill(place)
    left = set(stores.iterdir()) - before
    assert left
    assert current(settings(place)) == old
    answers(run, place)
    assert run("build", *place).code == 0
    new = current(settings(place))
    assert new is not None
    assert new[0] not in (old[0], *left)
    answers(run, place)
    assert not [path for path in left if path.exists()]


def test_the_store_before_stays_for_its_readers(run: Any, place: tuple[str, ...]) -> None:
    """A server that reads the old store keeps its files through a killed and a whole build."""
    old = current(settings(place))
    assert old is not None
    reader = ox.Store.read_only(str(old[0]))
    killed(place)
    assert run("build", *place).code == 0
    assert current(settings(place)) != old
    assert (old[0] / "CURRENT").is_file()
    assert [row["n"].value for row in reader.query(TASKS)] == ["21"]  # type: ignore[union-attr]


def test_a_damaged_pointer(run: Any, place: tuple[str, ...]) -> None:
    """Where the note of the store in use is lost or broken, the store is built anew."""
    for content in (b"", b"nonsense", b"../../elsewhere 0000\n"):
        (Path(place[3]) / "current").write_bytes(content)
        done = run("sparql", TASKS, "--format", "csv", *place)
        assert done.out.split() == ["n", "21"]
        assert "Đang dựng kho" in done.err


def test_two_builds_write_the_same_bytes(tmp_path: Path) -> None:
    """Builds in other folders, with other hash seeds and locales, write one and the same plan."""
    plans = []
    for seed, locale in (("0", "C"), ("4711", "C.UTF-8")):
        workspace = tmp_path / seed
        workspace.mkdir()
        argv = ["build", "--data", str(workspace), "--store", str(tmp_path / f"{seed}-store")]
        done = subprocess.run(
            [sys.executable, "-m", "sctbv_graph", *argv],
            env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": locale},
            cwd=tmp_path,
            capture_output=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
        plans.append((workspace / "plans" / f"{KEY}.trig").read_bytes())
    assert plans[0] == plans[1]
    assert plans[0].count(b" a sctbv:Task ") == 21


def test_a_second_build_changes_nothing(run: Any, place: tuple[str, ...]) -> None:
    """A build of the same inputs says so and leaves the plan's file alone."""
    plan = Path(place[1]) / "plans" / f"{KEY}.trig"
    before = plan.stat().st_mtime_ns
    done = run("build", *place)
    assert done.code == 0
    assert f"{plan} (không đổi)" in done.out
    assert plan.stat().st_mtime_ns == before
    plan.write_bytes(plan.read_bytes() + b"# edited\n")
    assert f"{plan} (đã ghi lại)" in run("build", *place).out
    assert b"# edited" not in plan.read_bytes()
