"""The process that audits strangers' files, before its first job."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from sctbv_graph.settings import TOKEN, Settings
from sctbv_graph.web.audit_worker import warm_up
from sctbv_graph.web.auditor import Auditor


def test_what_warms_up_an_auditor_is_audited_to_its_end() -> None:
    """Refused as no plan it would load nothing, and the first officer would wait for all."""
    assert warm_up(Settings()).status == "ok"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
def test_who_reads_a_draft_does_not_know_the_token(monkeypatch: pytest.MonkeyPatch) -> None:
    """A draft that broke the reader could not have the graph written."""
    monkeypatch.setenv(TOKEN, "secret-of-the-test")
    auditor = Auditor(Settings(), workers=1)
    (worker,) = auditor._workers
    starting = threading.Thread(target=worker._running)  # nobody waits until it is ready
    starting.start()
    try:
        until = time.monotonic() + 30
        while (process := worker._process) is None and time.monotonic() < until:
            time.sleep(0.01)
        assert process is not None
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
        assert b"PATH=" in environment
        assert b"secret-of-the-test" not in environment
    finally:
        auditor.stop()
        starting.join()
