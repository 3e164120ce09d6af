"""Worker processes: limits that really end a query, and a pool that is whole again after it."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from sctbv_graph.errors import LimitError, QueryError, ServeError
from sctbv_graph.store import EmbeddedStore, WritableStore, rows_of
from sctbv_graph.workers import Job, Limits, Pool, PooledStore, Snapshots, evaluate

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SMALL = "SELECT ?s { ?s <urn:p> 7 }"
LIMITS = Limits(seconds=1.5, memory=300, workers=2, cache=0)


@pytest.fixture(scope="module")
def numbers() -> EmbeddedStore:
    """Return a store of 2,000 statements."""
    store = ox.Store()
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:s{i}"), ox.NamedNode("urn:p"), ox.Literal(i))
        for i in range(2_000)
    )
    return EmbeddedStore(store)


@pytest.fixture(scope="module")
def snapshots(numbers: EmbeddedStore) -> Iterator[Snapshots]:
    made = Snapshots(numbers)
    yield made
    made.close()


@pytest.fixture(scope="module")
def pool(snapshots: Snapshots) -> Iterator[Pool]:
    made = Pool(LIMITS)
    made.warm(snapshots.of("1"))
    yield made
    made.stop()


def test_an_answer_is_that_of_the_store(pool: Pool, snapshots: Snapshots) -> None:
    """A worker gives what the store gives, short and long."""
    for job in (Job(SMALL), Job("SELECT * { ?s ?p ?o } ORDER BY ?o", format="xml", rows=20_000)):
        done, body, file = pool.run(job, snapshots.of("1"))
        assert done.status == "ok", done.en
        expected = evaluate(snapshots._store, job)[1]
        assert (file.read_bytes() if file else body) == expected


def test_a_cross_product_is_ended_and_others_are_served(pool: Pool, snapshots: Snapshots) -> None:
    """It is ended at its limit, another query is answered meanwhile, the pool heals.

    What it computes is counted, not only the clock: that is the same on a machine where others
    compute too.
    """
    before = set(pool.pids())
    computed = {pid: _computed(pid) for pid in before}
    took: list[float] = []
    waits: list[float] = []
    killed = _computed_by_the_dead()

    def cross() -> None:
        start = time.monotonic()
        done, _, _ = pool.run(Job(CROSS), snapshots.of("1"))
        assert done.status == "time"
        assert "1.5" in done.en
        took.append(time.monotonic() - start)

    thread = threading.Thread(target=cross)
    thread.start()
    while thread.is_alive():
        start = time.monotonic()
        assert pool.run(Job(SMALL), snapshots.of("1"))[0].status == "ok"
        waits.append(time.monotonic() - start)
        time.sleep(0.02)
    assert 1.5 <= took[0] < 1.5 + 1 + 5 * max(waits)  # how long this machine lets a process wait
    assert len(waits) > 1
    until = time.monotonic() + 120
    while len(set(pool.pids()) - before) < 1 and time.monotonic() < until:
        time.sleep(0.02)
    assert len(set(pool.pids())) == 2
    (gone,) = before - set(pool.pids())
    assert _computed_by_the_dead() - killed - computed[gone] < 1.5 + 1


def _computed(pid: int) -> float:
    """Return the processor time of a process; 0 where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    user, system = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def _computed_by_the_dead() -> float:
    """Return the processor time of this process' children that have ended."""
    if sys.platform != "linux":
        return 0.0
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i",
    ],
)  # fmt: skip
def test_memory_is_limited(snapshots: Snapshots, query: str) -> None:
    """A query that piles up rows is ended for its memory or its time, and does not take more."""
    pool = Pool(Limits(seconds=90, memory=100, workers=1, cache=0))
    try:
        done, _, _ = pool.run(Job(query), snapshots.of("1"))
        if sys.platform == "linux":
            assert done.status == "memory", done
        assert pool.run(Job(SMALL), snapshots.of("1"))[0].status == "ok"
    finally:
        pool.stop()


def test_answers_are_kept_by_state(numbers: EmbeddedStore) -> None:
    """The same query on the same state comes from the cache; a clock or a new state does not."""
    pool = Pool(Limits(seconds=5, workers=1, cache=1))
    store = WritableStore(ox.Store())
    snapshots = Snapshots(store)
    try:
        ask = Job("ASK { ?s ?p ?o }")
        first = [pool.run(ask, snapshots.of("a"))[1] for _ in range(3)]
        assert (len(set(first)), pool.ended["cached"], pool.ended["ok"]) == (1, 2, 1)
        store.update("INSERT DATA { <urn:a> <urn:b> <urn:c> }")
        assert b"true" in pool.run(ask, snapshots.of("b"))[1]
        assert b"false" in first[0]
        now = Job("SELECT (UUID() AS ?u) {}")
        assert len({pool.run(now, snapshots.of("b"))[1] for _ in range(2)}) == 2
    finally:
        pool.stop()
        snapshots.close()


def test_states_of_a_written_store_on_disk(tmp_path: Path) -> None:
    """A worker sees what was written before the state was taken, nothing later."""
    store = WritableStore.open(tmp_path / "store")
    snapshots = Snapshots(store)
    pool = Pool(Limits(seconds=5, workers=1, cache=0, small=0))  # from the disk
    count = Job("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", format="csv")
    try:
        seen = []
        for i in range(3):
            store.update(f"INSERT DATA {{ <urn:{i}> <urn:b> <urn:c> }}")
            state = snapshots.of(str(i))
            store.update(f"INSERT DATA {{ <urn:later{i}> <urn:b> <urn:c> }}")
            seen.append(pool.run(count, state)[1].split()[1])
        assert seen == [b"1", b"3", b"5"]
    finally:
        pool.stop()
        snapshots.close()


def test_the_pool_as_a_store(pool: Pool, snapshots: Snapshots, numbers: EmbeddedStore) -> None:
    """Questions of strangers get rows, sentences of errors, and no more rows than are shown."""
    store = PooledStore(pool, lambda: snapshots.of("1"), numbers, 50)
    assert len(rows_of(store.query("SELECT ?s { ?s ?p ?o }")).rows) == 50
    assert bool(store.query("ASK { <urn:s3> ?p 3 }"))
    with pytest.raises(QueryError, match="1:15"):
        store.query("SELECT ?x { ?x")
    with pytest.raises(LimitError) as told:
        store.query(CROSS)
    assert told.value.kind == "time"


def test_no_worker_opens_a_socket(snapshots: Snapshots) -> None:
    """The engine itself, given a SERVICE past all checks, reaches nobody."""
    code = (
        "import pyoxigraph as ox, sys\n"
        "from sctbv_graph.workers.guard import no_network\n"
        "assert no_network()\n"
        "try:\n    list(ox.Store().query(sys.argv[1]))\n"
        "except Exception as error:\n    print('refused', error)\n"
        "try:\n    ox.Store().update(sys.argv[2])\n"
        "except Exception as error:\n    print('refused', error)\n"
    )
    if sys.platform != "linux":
        pytest.skip("seccomp is there on Linux only")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        made = subprocess.run(
            [sys.executable, "-c", code, f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}",
             f"LOAD <{address}>"],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert made.stdout.count("refused") == 2, made.stderr
        assert not select.select([listener], [], [], 0)[0]


def test_a_worker_does_not_know_the_token(
    monkeypatch: pytest.MonkeyPatch, snapshots: Snapshots
) -> None:
    """The processes of strangers' queries get an environment without the write token."""
    monkeypatch.setenv("SCTBV_TOKEN", "secret-of-the-test")
    pool = Pool(Limits(workers=1))
    try:
        pool.warm(snapshots.of("1"))
        environment = Path(f"/proc/{pool.pids()[0]}/environ")
        if environment.exists():
            assert b"secret-of-the-test" not in environment.read_bytes()
    finally:
        pool.stop()


def test_the_pool_leaves_nothing_behind(snapshots: Snapshots) -> None:
    """A stopped pool has no process and no file."""
    pool = Pool(Limits(workers=2))
    pool.warm(snapshots.of("1"))
    pids = pool.pids()
    assert len(pids) == 2
    pool.stop()
    assert not pool._folder.exists()
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each limit is set by a variable; one that is no number is told by its name."""
    monkeypatch.delenv("SCTBV_QUERY_WORKERS")
    monkeypatch.setenv("SCTBV_QUERY_SECONDS", "2.5")
    monkeypatch.setenv("SCTBV_QUERY_CACHE", "0")
    limits = Limits.from_environment()
    assert (limits.seconds, limits.cache, limits.workers) == (2.5, 0, Limits().workers)
    for wrong in ("ten", "0", "-1"):
        monkeypatch.setenv("SCTBV_QUERY_SECONDS", wrong)
        with pytest.raises(ServeError, match="SCTBV_QUERY_SECONDS"):
            Limits.from_environment()


def test_an_answer_that_is_too_large(
    numbers: EmbeddedStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An answer over the limit of bytes is refused with a way out."""
    monkeypatch.setattr(sys.modules["sctbv_graph.workers.evaluate"], "MAX_BYTES", 1_000)
    for query, format_ in (("SELECT * { ?s ?p ?o }", "json"),
                           ("CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", "nt")):  # fmt: skip
        done, body = evaluate(numbers, Job(query, format=format_))
        assert (done.status, body) == ("query", b"")
        assert "LIMIT" in done.en
