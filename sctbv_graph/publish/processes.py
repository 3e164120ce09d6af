"""Where the processes that make pages come from.

A fork of the command itself would take over half a store, whose engine has threads. Where there is
one, a server of forks (`multiprocessing`) reads the modules and templates once for all of them, and
does so while the command looks at the store. Nothing heavy is imported here, so that it can begin
first.
"""

from __future__ import annotations

from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import BaseContext

PRELOADED = "sctbv_graph.publish.preloaded"


def context() -> BaseContext:
    """Return what starts the processes: forks of the server of forks, or else new ones."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    found = get_context("forkserver")
    found.set_forkserver_preload([PRELOADED])
    return found


def begin() -> None:
    """Let the server of forks read what it needs, meanwhile, where there is one."""
    if context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()
