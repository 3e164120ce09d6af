"""The pool asked from an event loop: the same answers and ends, without a thread a query."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from sctbv_graph.store import EmbeddedStore
from sctbv_graph.workers import Job, Limits, Pool, Snapshots, evaluate

if sys.platform == "win32":
    pytest.skip("Windows asks through threads", allow_module_level=True)
uvloop = pytest.importorskip("uvloop")

CROSS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SMALL = "SELECT ?s { ?s <urn:p> 7 }"
LONG = "SELECT * { ?s ?p ?o } ORDER BY ?o"
JOBS = [
    Job(SMALL),
    Job(LONG, format="xml", rows=20_000),  # goes through a file
    Job("ASK { ?s ?p 7 }"),
    Job("CONSTRUCT WHERE { ?s ?p 7 }", format="ttl"),
    Job("SELECT * { ?s ?p }"),
]


@pytest.fixture(scope="module")
def snapshots() -> Iterator[Snapshots]:
    store = ox.Store()
    store.extend(
        ox.Quad(ox.NamedNode(f"urn:s{i}"), ox.NamedNode("urn:p"), ox.Literal(i))
        for i in range(20_000)
    )
    made = Snapshots(EmbeddedStore(store))
    yield made
    made.close()


@pytest.fixture(scope="module")
def pool(snapshots: Snapshots) -> Iterator[Pool]:
    made = Pool(Limits(seconds=1.5, memory=300, workers=2, cache=0))
    made.warm(snapshots.of("1"))
    yield made
    made.stop()


@pytest.fixture(params=["asyncio", "uvloop"])
def runner(request: pytest.FixtureRequest) -> Iterator[asyncio.Runner]:
    factory = uvloop.new_event_loop if request.param == "uvloop" else asyncio.new_event_loop
    with asyncio.Runner(loop_factory=factory) as made:
        yield made


def test_answers_are_those_of_the_store(
    pool: Pool, snapshots: Snapshots, runner: asyncio.Runner
) -> None:
    """From the loop and from a thread by turns, as the pages and the endpoint ask."""
    state = snapshots.of("1")
    for job in JOBS:
        expected = evaluate(snapshots._store, job)
        for done, body, file in (runner.run(pool.ask(job, state)), pool.run(job, state)):
            assert (done, file.read_bytes() if file else body) == expected
            if file is not None:
                assert job.query == LONG
                file.unlink()


def test_many_at_once_get_each_their_own(
    pool: Pool, snapshots: Snapshots, runner: asyncio.Runner
) -> None:
    state = snapshots.of("1")
    jobs = [Job(f"SELECT ?s {{ ?s <urn:p> {i} }}", format="csv") for i in range(60)]

    async def all_of_them() -> list[bytes]:
        return [one[1] for one in await asyncio.gather(*(pool.ask(job, state) for job in jobs))]

    assert runner.run(all_of_them()) == [f"s\r\nurn:s{i}\r\n".encode() for i in range(60)]


def test_a_cross_product_is_ended_and_others_are_served(
    pool: Pool, snapshots: Snapshots, runner: asyncio.Runner
) -> None:
    state = snapshots.of("1")
    pool.warm(state)

    async def both() -> tuple[str, str, bool]:
        slow = asyncio.ensure_future(pool.ask(Job(CROSS), state))
        await asyncio.sleep(0.1)
        quick = await pool.ask(Job(SMALL), state)
        waiting = not slow.done()
        return (await slow)[0].status, quick[0].status, waiting

    assert runner.run(both()) == ("time", "ok", True)
    assert pool.run(Job(SMALL), state)[0].status == "ok"


def test_a_process_killed_from_outside_is_told_and_replaced(
    pool: Pool, snapshots: Snapshots, runner: asyncio.Runner
) -> None:
    state = snapshots.of("1")
    pool.warm(state)

    async def killed() -> str:
        slow = asyncio.ensure_future(pool.ask(Job(CROSS), state))
        await asyncio.sleep(0.1)
        for process in pool._processes:
            assert process._process is not None
            process._process.terminate()
            await asyncio.to_thread(process._process.wait)
        return (await slow)[0].status

    assert runner.run(killed()) == "failed"
    pool.warm(state)
    assert runner.run(pool.ask(Job(SMALL), state))[0].status == "ok"


def test_a_query_that_nobody_waits_for_is_ended(
    pool: Pool, snapshots: Snapshots, runner: asyncio.Runner
) -> None:
    state = snapshots.of("1")
    pool.warm(state)

    async def given_up() -> None:
        slow = asyncio.ensure_future(pool.ask(Job(CROSS), state))
        await asyncio.sleep(0.1)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow

    runner.run(given_up())
    # The next answer is the next query's own.
    pool.warm(state)
    for _ in range(4):
        assert (
            runner.run(pool.ask(Job(SMALL), state))[1] == evaluate(snapshots._store, Job(SMALL))[1]
        )
