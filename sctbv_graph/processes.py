"""Where further processes come from.

A fork of the command itself would take over half a store, whose engine has threads. Where there is
one, a server of forks (`multiprocessing`) reads the modules that are needed once for all of them,
and does so meanwhile; elsewhere each process begins anew. Nothing heavy is imported here, so that
it can begin first.
"""

from __future__ import annotations

import gc
import os
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from multiprocessing.process import BaseProcess
from threading import Thread


def context(preloaded: str) -> BaseContext:
    """Return what starts processes: forks of the server of forks, or else new ones.

    The server reads the module ``preloaded`` when it starts; a program has one server, so what
    comes later is read by the forks themselves.
    """
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    found = get_context("forkserver")
    found.set_forkserver_preload([preloaded])
    return found


def begin(preloaded: str) -> None:
    """Let the server of forks read what it needs, meanwhile, where there is one."""
    if context(preloaded).get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()


def end_with_parent() -> None:
    """Let this process end when the program that began it does, in whatever way.

    Nobody takes what it makes then; left alone, a process of a pool goes on to the end of its part.
    """
    parent = parent_process()
    if parent is not None:
        Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def settle() -> None:
    """Let a process that has loaded what it works with, and goes on, lose no time over it.

    What is loaded by now stays: it need not be looked through for garbage again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
