"""Where the processes that make pages come from, begun while the command looks at the store.

Nothing heavy is imported here, so that it can begin first.
"""

from __future__ import annotations

from multiprocessing.context import BaseContext

from sctbv_graph import processes

PRELOADED = "sctbv_graph.publish.preloaded"


def context() -> BaseContext:
    """Return what starts the processes."""
    return processes.context(PRELOADED)


def begin() -> None:
    """Let the server of forks read what it needs, meanwhile, where there is one."""
    processes.begin(PRELOADED)
