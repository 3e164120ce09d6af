"""Several processes build what one builds, in the same order, and fail as clearly."""

from __future__ import annotations

import hashlib
import os
import pickle
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from sctbv_graph import laid, written
from sctbv_graph.build import BuildReport, build, current, write_store
from sctbv_graph.errors import InputError, LimitError, ReferenceDataError, SctbvError, StoreError
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.web.audit_worker import SMALL_PLAN
from tests.conftest import PLAN

DRAFTS = ("draft-c", "draft-a", "draft-b")
STALE = """[[decision]]
fact = "{fact}"
quote = "không có ở đâu"
within = "không có ở đâu"
value = "x"
name = "Người Thử"
date = 2026-11-01
reason = "thử"
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return a workspace of three small drafts and another version of Plan 211."""
    sources, decisions = tmp_path / "data" / "sources", tmp_path / "data" / "decisions"
    sources.mkdir(parents=True)
    decisions.mkdir()
    texts = {key: f"{SMALL_PLAN}2. Sở Tư pháp phối hợp ({key}).\n" for key in DRAFTS}
    bundled = (bundle() / "data/sources/211-KH-UBND.txt").read_text(encoding="utf-8")
    texts[PLAN] = bundled.replace("22.773", "22.774")
    entries = []
    for key, text in texts.items():
        (sources / f"{key}.txt").write_text(text, encoding="utf-8")
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        entries.append(
            f'[[source]]\nfile = "{key}.txt"\nsha256 = "{sha256}"\nprimary = true\n'
            f'document = "{key}"\nobtained_from = "a test"\nlicence = "none"\n'
        )
        (decisions / f"{key}.toml").write_text(STALE.format(fact=key), encoding="utf-8")
    (sources / "sources.toml").write_text("\n".join(entries), encoding="utf-8")
    return Settings(tmp_path / "data", tmp_path / "store")


def statements(report: BuildReport) -> list[bytes]:
    """Return what a store holds, but for the ontology's blank nodes, and how many those are."""
    dump = ox.Store.read_only(str(report.store)).dump(format=ox.RdfFormat.N_QUADS)
    lines = dump.splitlines()
    named = sorted(line for line in lines if b"_:" not in line)
    return [*named, str(len(lines) - len(named)).encode()]


def test_several_processes_build_the_same(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same statements, files and sentences, whatever is loaded at a time.

    Of a handful one process makes all, for the start of others would take longer.
    """
    with monkeypatch.context() as patched:
        patched.setattr(laid, "ProcessPoolExecutor", None)
        alone = build(settings, processes=2)
    files = {path.name: path.read_bytes() for path in alone.plans}
    for path in alone.plans:
        path.unlink()
    monkeypatch.setattr(laid, "ALONE", 1)
    monkeypatch.setattr(written, "_PIECE", 100_000)
    monkeypatch.setattr(laid, "built_documents", None)  # this process makes none
    beside = build(replace(settings, store=tmp_path / "other"), processes=2)
    assert [path.stem for path in alone.plans] == [*DRAFTS, PLAN]
    assert b"22774" in files[f"{PLAN}.trig"]
    assert beside.plans == beside.changed == alone.plans
    assert {path.name: path.read_bytes() for path in beside.plans} == files
    assert [vi.partition(".toml")[0] for vi, _ in alone.told] == [PLAN, *DRAFTS[::-1]]
    assert beside.told == alone.told
    assert beside.quads == alone.quads
    assert statements(beside) == statements(alone)


def ended(work: object) -> None:
    """Stand for a process that the system ends, for want of memory."""
    os._exit(9)


def test_what_goes_wrong_in_another_process(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A broken source is told as one process tells it, an ended one by itself; the store stays."""
    monkeypatch.setattr(laid, "ALONE", 1)
    node = ox.NamedNode("urn:x")
    before = write_store(settings.work, "a" * 64, [ox.Quad(node, node, node)])
    broken = settings.data_folders[-1] / "sources" / "draft-a.txt"
    whole = broken.read_bytes()
    broken.write_bytes(whole + "Thêm một dòng.\n".encode())
    told = []
    for processes in (1, 2):
        with pytest.raises(ReferenceDataError) as error:
            build(settings, processes)
        told.append((error.value.vi, error.value.en))
    assert told[0] == told[1]
    assert "draft-a.txt" in told[0][0]
    broken.write_bytes(whole)
    monkeypatch.setattr(laid, "_laid", ended)
    with pytest.raises(StoreError, match="đã bị dừng"):
        build(settings, processes=2)
    found = current(settings)
    assert found is not None
    assert found[0] == before
    assert list(before.parent.iterdir()) == [before]


@pytest.mark.parametrize("error", [
    SctbvError("vi", "en"), InputError("vi", "en"), LimitError("vi", "en", "memory"),
])  # fmt: skip
def test_an_error_arrives_whole(error: SctbvError) -> None:
    """What another process raises keeps its class, both sentences and its kind."""
    found = pickle.loads(pickle.dumps(error))  # noqa: S301  our own
    assert (type(found), vars(found), str(found)) == (type(error), vars(error), "vi")
