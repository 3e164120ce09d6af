"""What is let go of later goes when it should, and threads that nobody waits for end."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest

from sctbv_graph.beside import one_beside
from sctbv_graph.later import keeping, let_go_later
from sctbv_graph.settings import Settings
from sctbv_graph.web import audit_worker
from sctbv_graph.web.audit_worker import SMALL_PLAN, Job, answer


class Thing:
    """What a weak reference can point to."""


def test_things_are_kept_to_the_end_of_the_block() -> None:
    with keeping():
        thing = Thing()
        seen = weakref.ref(thing)
        let_go_later(thing)
        del thing
        gc.collect()
        assert seen() is not None
    gc.collect()
    assert seen() is None


def test_without_a_block_they_go_as_always() -> None:
    thing = Thing()
    seen = weakref.ref(thing)
    let_go_later(thing)
    del thing
    gc.collect()
    assert seen() is None


def test_of_an_audit_nothing_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is there while the answer is being given, and gone with the block."""
    reports: list[weakref.ref[object]] = []

    def noting(*things: object) -> None:
        reports.append(weakref.ref(things[-1].source))  # type: ignore[attr-defined]
        let_go_later(*things)

    monkeypatch.setattr(audit_worker, "let_go_later", noting)
    job = Job("a.txt", "submission", "vi", ("json",))
    with keeping():
        done, body = answer(job, SMALL_PLAN.encode(), Settings())
        gc.collect()
        assert [seen() is not None for seen in reports] == [True]
    assert (done.status, bool(body)) == ("ok", True)
    gc.collect()
    assert [seen() for seen in reports] == [None]


def test_an_idle_thread_is_not_waited_for_and_ends() -> None:
    before = threading.active_count()
    with one_beside() as beside:
        assert beside.submit(lambda: 5).result() == 5
    deadline = time.monotonic() + 10
    while threading.active_count() > before and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_what_goes_wrong_beside_is_told() -> None:
    with one_beside() as beside, pytest.raises(ZeroDivisionError):
        beside.submit(lambda: 1 / 0).result()
