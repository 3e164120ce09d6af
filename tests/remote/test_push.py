"""`sctbv push`: what is sent, what is not, and what a push that was killed leaves behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from itertools import islice
from pathlib import Path

import pyoxigraph as ox
import pytest

from sctbv_graph import iris
from sctbv_graph import push as pushing
from sctbv_graph.build import write_store
from sctbv_graph.corpus import fingerprint
from sctbv_graph.errors import RemoteError
from sctbv_graph.push import PushReport, canonical, pull, record_of, records
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, RemoteStore, Target, WritableStore, graph_of
from sctbv_graph.store.writer import Writer
from sctbv_graph.web import create_app
from tests.remote.servers import Behaviour
from tests.web.serving import serving

Push = Callable[..., PushReport]
A, B, TERMS = (f"https://w3id.org/sctbv/graph/{name}" for name in (
    "a/stated", "b/stated", "reference/terms"))  # fmt: skip


def change(store: RemoteStore, update: str) -> None:
    """Change a server behind the back of the push."""
    Writer(store).update(update)


def test_only_what_differs_is_sent(
    two_graphs: EmbeddedStore, fresh: RemoteStore, pushed: Push
) -> None:
    """All at first, nothing the second time, then the one graph that somebody changed."""
    assert set(pushed(two_graphs, fresh).sent) == {A, B, TERMS, iris.MERGED}
    assert pushed(two_graphs, fresh).sent == ()
    change(fresh, f"INSERT DATA {{ GRAPH <{B}> {{ <urn:b> <urn:p> 1 }} }}")
    assert pushed(two_graphs, fresh).sent == (B,)
    assert set(fresh.graph(B)) == set(graph_of(two_graphs, B))


def test_a_change_that_keeps_the_number_is_found_by_verify(
    two_graphs: EmbeddedStore, fresh: RemoteStore, pushed: Push
) -> None:
    """The count alone does not see it; reading back does."""
    pushed(two_graphs, fresh)
    change(fresh, f"CLEAR GRAPH <{B}> ; INSERT DATA {{ GRAPH <{B}> {{ <urn:b> <urn:p> 1 }} }}")
    assert pushed(two_graphs, fresh).sent == ()
    assert pushed(two_graphs, fresh, verify=True).sent == (B,)


def test_graphs_that_are_no_more(
    two_graphs: EmbeddedStore, fresh: RemoteStore, pushed: Push
) -> None:
    """They are named and stay; the switch removes them, and nothing that is not ours."""
    pushed(two_graphs, fresh)
    change(fresh, "INSERT DATA { GRAPH <urn:theirs> { <urn:x> <urn:p> 1 } }")
    kept = [q for q in two_graphs.inner if str(q.graph_name) not in (f"<{B}>", "DEFAULT")]
    less = EmbeddedStore.in_memory(kept)
    report = pushed(less, fresh)
    assert report.gone == (B,)
    assert B in fresh.graph_names()
    assert pushed(less, fresh, drop=True).gone == (B,)
    assert B not in fresh.all_names()
    assert "urn:theirs" in fresh.all_names()
    assert B not in records(fresh)


def test_a_store_that_gives_back_something_else_is_found_out(
    two_graphs: EmbeddedStore, serve: Callable[[Behaviour], str], pushed: Push
) -> None:
    """A server that says yes to everything and keeps nothing: nothing is recorded."""
    address = serve(Behaviour(ox.Store()))
    store = RemoteStore(Target(address, update=address))
    with pytest.raises(RemoteError, match="không trả lại đúng"):
        pushed(two_graphs, store)


def test_pull_gives_back_what_was_pushed(store: EmbeddedStore, remote: RemoteStore) -> None:
    """All named graphs, statement by statement; blank nodes by what stands around them."""
    quads = pull(remote, lambda *_: None)
    by_name: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        assert isinstance(quad.graph_name, ox.NamedNode)
        by_name.setdefault(quad.graph_name.value, []).append(quad.triple)
    assert sorted(by_name) == store.graph_names()
    for name, triples in by_name.items():
        assert canonical(triples) == canonical(graph_of(store, name))


def test_pull_refuses_a_graph_that_was_changed(
    two_graphs: EmbeddedStore, fresh: RemoteStore, pushed: Push
) -> None:
    """What is not as it was recorded is not handed on as if it were."""
    pushed(two_graphs, fresh)
    change(fresh, f"INSERT DATA {{ GRAPH <{A}> {{ <urn:b> <urn:p> 1 }} }}")
    with pytest.raises(RemoteError, match="a/stated"):
        pull(fresh, lambda *_: None)


def test_blank_nodes_have_one_form() -> None:
    """Other labels, another order: the same record; another shape: another."""
    one = "<urn:a> <urn:p> _:x . _:x <urn:q> _:y . _:y <urn:q> 1 ."
    two = "_:b <urn:q> 1 . _:a <urn:q> _:b . <urn:a> <urn:p> _:a ."
    other = "_:b <urn:q> 1 . _:a <urn:q> _:a . <urn:a> <urn:p> _:a ."
    made = [
        record_of(q.triple for q in ox.parse(t, ox.RdfFormat.TURTLE)) for t in (one, two, other)
    ]
    assert made[0] == made[1] != made[2]


def test_two_pushes_at_once(two_graphs: EmbeddedStore, fresh: RemoteStore, pushed: Push) -> None:
    """The second is refused while the first writes; taken over, it stops at its next step."""
    refused: list[str] = []

    def second(vi: str, en: str) -> None:
        with pytest.raises(RemoteError) as told:
            pushed(two_graphs, RemoteStore(fresh.target))
        refused.append(told.value.en)

    assert len(pushing.push(two_graphs, fresh, "v1", second).sent) == 4
    assert len(refused) == 4
    assert "--take-over" in refused[0]
    assert pushed(two_graphs, fresh).sent == ()  # what the first wrote is whole and recorded
    change(fresh, "DROP ALL")
    taken: list[PushReport] = []

    def over(vi: str, en: str) -> None:
        taken.append(pushed(two_graphs, RemoteStore(fresh.target), take_over=True))

    with pytest.raises(RemoteError, match="--take-over"):
        pushing.push(two_graphs, fresh, "v1", over)
    assert len(taken) == 1
    assert pushed(two_graphs, fresh, verify=True).sent == ()


_COMMAND = """
import sys
import sctbv_graph.push
from sctbv_graph.cli import main
sctbv_graph.push.BATCH = 400
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs kill -9")
def test_a_push_that_is_killed(store: EmbeddedStore, fresh: RemoteStore, tmp_path: Path) -> None:
    """`sctbv push` killed again and again: what is recorded is whole, the next one goes on.

    From another folder nobody writes meanwhile: who was killed there may still be at it.
    """
    names = [name for name in store.graph_names() if "/stated" not in name][:9]
    few = EmbeddedStore.in_memory(
        [ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name))
         for name in names for t in graph_of(store, name)]
    )  # fmt: skip
    place = Settings(tmp_path / "data", tmp_path / "work")
    (tmp_path / "data").mkdir()
    write_store(place.work, fingerprint(place), list(few.inner))
    argv = [sys.executable, "-c", _COMMAND, "push", fresh.target.query, "--lang", "en",
            "--data", str(place.workspace), "--store", str(place.work)]  # fmt: skip
    acknowledged: dict[str, object] = {}
    for stop in (3, 6):
        process = subprocess.Popen(argv, stderr=subprocess.PIPE, text=True)
        assert process.stderr is not None
        for _ in range(stop):
            assert process.stderr.readline().startswith(("[", "  going on"))
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stderr.close()
        now = records(fresh)
        assert acknowledged.items() <= now.items()
        for name, record in now.items():
            assert record_of(fresh.graph(name)) == record
        acknowledged = dict(now)
        with pytest.raises(RemoteError, match="--take-over"):
            pushing.push(few, fresh, "v1", lambda *_: None)
    assert acknowledged
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(f"{10 - len(acknowledged)} graphs sent, {len(acknowledged)} un")
    for name in acknowledged:
        assert f"] {name}:" not in done.stderr
    assert set(records(fresh)) == {*names, iris.MERGED}
    assert not [name for name in fresh.all_names() if name.startswith(iris.PUSHING)]
    assert canonical(fresh.graph(None)) == canonical(graph_of(few, None))
    assert pushing.push(few, fresh, "v2", lambda *_: None).sent == ()


def test_a_long_graph_goes_on_where_it_was_stopped(
    store: EmbeddedStore, fresh: RemoteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batches that the server has are not sent again."""
    monkeypatch.setattr(pushing, "BATCH", 300)
    sent: list[int] = []
    add = Writer.add

    def counted(self: Writer, name: str, triples: list[ox.Triple]) -> None:
        if name.startswith(iris.PUSHING):
            if len(sent) == 4:
                sent.append(0)
                raise KeyboardInterrupt
            sent.append(len(triples))
        add(self, name, triples)

    monkeypatch.setattr(Writer, "add", counted)
    local = EmbeddedStore(ox.Store())
    node = ox.NamedNode(A)
    long = islice(graph_of(store, iris.graph("211-kh-ubnd-ca-mau-2024", "stated")), 2_400)
    local.inner.extend(ox.Quad(t.subject, t.predicate, t.object, node) for t in long)
    said: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        pushing.push(local, fresh, "v1", lambda *_: None)
    pushing.push(local, fresh, "v1", lambda _, en: said.append(en))
    assert "  going on at statement 1201" in said
    assert sum(sent) == len(local) == fresh.size(A)


def test_our_own_server(
    two_graphs: EmbeddedStore, tmp_path: Path, pushed: Push, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`sctbv serve` with a token is such a store too, known by its description."""
    monkeypatch.setenv("SCTBV_TOKEN", "t0ken")
    monkeypatch.setenv("SCTBV_STORE_TOKEN", "t0ken")
    monkeypatch.setattr("sctbv_graph.push.BATCH", 3)  # long graphs go their own way
    with serving(create_app(Settings(), WritableStore.open(tmp_path / "w"))) as port:
        there = RemoteStore(f"http://127.0.0.1:{port}/sparql")
        assert there.dialect.name == "sctbv"
        assert set(pushed(two_graphs, there).sent) == {A, B, TERMS, iris.MERGED}
        assert pushed(two_graphs, there, verify=True).sent == ()
