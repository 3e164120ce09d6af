"""Workers that share one state in memory: the same answers, limits and ends as of any worker."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyoxigraph as ox
import pytest

from sctbv_graph.store import EmbeddedStore
from sctbv_graph.workers import Job, Limits, Pool, Snapshot, Snapshots, evaluate
from sctbv_graph.workers.shared import POSSIBLE, Forked, Shared

if not POSSIBLE:
    pytest.skip("processes are forked with what they hold on Linux only", allow_module_level=True)

CROSS = Job("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
PILED = Job("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i")
SMALL = Job("SELECT ?s { ?s <urn:p> 7 }", format="csv")
LIMITS = Limits(seconds=1.5, memory=150, workers=2, cache=0)


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Snapshot]:
    """Return a maker of states on disk with so many statements."""
    made: dict[int, Snapshot] = {}

    def of(count: int) -> Snapshot:
        if count not in made:
            path = tmp_path_factory.mktemp("store")
            store = ox.Store(str(path))
            store.bulk_extend(
                ox.Quad(ox.NamedNode(f"urn:s{i}"), ox.NamedNode("urn:p"), ox.Literal(i))
                for i in range(count)
            )
            del store
            made[count] = Snapshots(EmbeddedStore.open(path)).of(str(count))
        return made[count]

    return of


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool(LIMITS)
    yield made
    made.stop()


def _forked(pool: Pool) -> list[Forked]:
    return [p._process for p in pool._processes if isinstance(p._process, Forked)]


def _answer(pool: Pool, job: Job, state: Snapshot) -> tuple[str, bytes]:
    done, body, file = pool.run(job, state)
    return done.status, file.read_bytes() if file else body


def test_answers_are_those_of_the_store(pool: Pool, states: Callable[[int], Snapshot]) -> None:
    state = states(20_000)
    pool.warm(state)
    assert len({one.pid for one in _forked(pool)}) == 2
    store = EmbeddedStore.open(Path(state.path))
    for job in (SMALL, Job("SELECT * { ?s ?p ?o } ORDER BY ?o", format="xml"), Job("ASK { ?s")):
        done, body = evaluate(store, job)
        assert _answer(pool, job, state) == (done.status, body)


def test_what_takes_too_much_is_ended_and_its_process_replaced(
    pool: Pool, states: Callable[[int], Snapshot]
) -> None:
    state = states(2_000)
    pool.warm(state)
    before = set(pool.pids())
    assert _answer(pool, CROSS, state)[0] == "time"
    assert _answer(pool, PILED, state)[0] in ("memory", "time")
    until = time.monotonic() + 60
    while len(set(pool.pids()) - before) < 2 and time.monotonic() < until:
        assert _answer(pool, SMALL, state) == ("ok", b"s\r\nurn:s7\r\n")
    assert len(_forked(pool)) == 2
    assert not before & set(pool.pids())


def test_memory_is_limited(states: Callable[[int], Snapshot]) -> None:
    pool = Pool(Limits(seconds=90, memory=100, workers=1, cache=0))
    try:
        pool.warm(states(2_000))
        assert _answer(pool, PILED, states(2_000))[0] == "memory"
    finally:
        pool.stop()


def test_another_state_is_taken_up(
    pool: Pool, states: Callable[[int], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests under way go on with the old state, though its files be gone; then it is let go."""
    later: list[threading.Timer] = []

    class Timer(threading.Timer):
        def start(self) -> None:
            later.append(self)

    clock = SimpleNamespace(**{**vars(threading), "Timer": Timer})
    monkeypatch.setattr("sctbv_graph.workers.holding.threading", clock)
    count = Job("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", format="csv")
    old = states(10)
    gone = replace(old, path=str(Path(old.path).with_name("gone")))
    pool.warm(old)
    (first,) = pool._holding.held
    pool.warm(states(20))
    assert _answer(pool, count, states(20)) == ("ok", b"n\r\n20\r\n")
    assert _answer(pool, count, gone) == ("ok", b"n\r\n10\r\n")
    assert _answer(pool, count, states(20)) == ("ok", b"n\r\n20\r\n")
    (minute,) = later
    assert minute.interval == 60
    minute.function(*minute.args)
    assert first._process.wait(60) == 0
    assert len(pool._holding.held) == 1
    assert _answer(pool, count, old) == ("ok", b"n\r\n10\r\n")


def test_without_who_holds_it_each_opens_it(pool: Pool, states: Callable[[int], Snapshot]) -> None:
    """The system may end the process that holds the data: queries are answered all the same."""
    state = states(2_000)
    pool.warm(state)
    old = _forked(pool)
    pool._holding.held[0]._process.kill()
    for one in old:
        one.wait(60)
    assert [_answer(pool, SMALL, state)[0] for _ in range(3)] == ["ok"] * 3
    assert len([one for one in _forked(pool) if one.poll() is None]) == 0
    pool.warm(state)
    assert len([one for one in _forked(pool) if one.poll() is None]) == 2


def test_it_is_held_again_after_who_held_it_was_ended(
    pool: Pool, states: Callable[[int], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to warm it: queries go on, and their processes share the state again."""
    monkeypatch.setattr("sctbv_graph.workers.holding.AGAIN", 0.1)
    state = states(2_000)
    pool.warm(state)
    (first,) = pool._holding.held
    first._process.kill()
    until = time.monotonic() + 60
    shared: set[int] = set()
    while len(shared) < 2 and time.monotonic() < until:
        assert _answer(pool, SMALL, state) == ("ok", b"s\r\nurn:s7\r\n")
        shared = {one.pid for one in _forked(pool) if one._shared is not first}
    assert len(shared) == 2
    assert all(not one.is_lost() for one in pool._holding.held[:1])
    assert _answer(pool, SMALL, state) == ("ok", b"s\r\nurn:s7\r\n")


def test_two_who_warm_it_at_once_start_one_holder(
    pool: Pool, states: Callable[[int], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Shared] = []

    def counted(*arguments: Any) -> Shared:
        made.append(Shared(*arguments))
        return made[-1]

    monkeypatch.setattr("sctbv_graph.workers.holding.Shared", counted)
    threads = [threading.Thread(target=pool.warm, args=(states(10),)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == pool._holding.held


def test_too_large_a_state_is_read_from_the_disk(states: Callable[[int], Snapshot]) -> None:
    pool = Pool(Limits(seconds=5, workers=1, cache=0, shared=1_999))
    try:
        pool.warm(states(2_000))
        assert (_forked(pool), pool._holding.held) == ([], [])
        assert _answer(pool, SMALL, states(2_000))[0] == "ok"
    finally:
        pool.stop()


def test_the_memory_of_a_service_is_the_limit_too(
    tmp_path: Path, states: Callable[[int], Snapshot], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What systemd allows a service (MemoryMax=) stands in its own group, not in the root's."""
    own, root = tmp_path / "cgroup", tmp_path / "groups"
    own.write_text("4:memory:/else\n0::/system.slice/sctbv.service\n", encoding="utf-8")
    service = root / "system.slice" / "sctbv.service"
    service.mkdir(parents=True)
    (root / "system.slice" / "memory.max").write_text("max\n", encoding="ascii")
    monkeypatch.setattr("sctbv_graph.workers.shared._GROUP", own)
    monkeypatch.setattr("sctbv_graph.workers.shared._GROUPS", root)
    for megabytes, holds in (("1", False), ("100", True)):
        (service / "memory.max").write_text(f"{megabytes}000000\n", encoding="ascii")
        shared = Shared(states(2_000), Limits(workers=1, cache=0))
        assert shared.ready() is holds
        shared.kill()


def test_nothing_is_left_when_it_stops(pool: Pool, states: Callable[[int], Snapshot]) -> None:
    pool.warm(states(2_000))
    pids = [pool._holding.held[0]._process.pid, *pool.pids()]
    pool.stop()
    until = time.monotonic() + 60
    while any(Path(f"/proc/{pid}").exists() for pid in pids) and time.monotonic() < until:
        time.sleep(0.02)
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
