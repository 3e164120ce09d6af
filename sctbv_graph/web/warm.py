"""What takes longest is made before anybody asks for it, while the server answers already.

What is kept in files, the audit's remarks and the dumps, a process of its own makes where the
corpus is large (``python -m sctbv_graph.web.warm``), at low priority: in the server it would hold
up every answer for minutes.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import subprocess
import sys
from pathlib import Path

from sctbv_graph.errors import SctbvError
from sctbv_graph.publish.home import home_page
from sctbv_graph.publish.margin import all_findings
from sctbv_graph.publish.pages import LANGUAGES
from sctbv_graph.settings import Settings, read_settings
from sctbv_graph.store import EmbeddedStore, Store
from sctbv_graph.web.open_data import dumps_of
from sctbv_graph.web.render import Site, built_path
from sctbv_graph.workers import worker_environment

_SMALL = 100_000
"""Statements for which no process is started: it would take longer than what it does."""


def warm(site: Site) -> None:
    """Make the audit's remarks, the home page's figures and the dumps of a site.

    What fails here fails again, with its sentence, where it is asked for.
    """
    try:
        if (path := built_path(site.store)) is not None and _is_large(site.store):
            _apart(site.settings, path)
        all_findings(site.pages)
        for lang in LANGUAGES:
            home_page(site.pages, lang)
        dumps_of(site)
    except SctbvError:
        return


def _is_large(store: Store) -> bool:
    return isinstance(store, EmbeddedStore) and not store.has_at_most(_SMALL)


def _apart(settings: Settings, path: Path) -> None:
    """Have the files made by another process; one that fails leaves them to this one."""
    process = subprocess.Popen(  # noqa: S603  our own module
        [sys.executable, "-m", "sctbv_graph.web.warm", settings.written(), str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=worker_environment(),
    )
    atexit.register(process.kill)
    process.wait()
    atexit.unregister(process.kill)


def main() -> None:
    """Make the files of the settings and the built store that the arguments tell."""
    settings, path = read_settings(sys.argv[1]), Path(sys.argv[2])
    if sys.platform != "win32":
        with contextlib.suppress(OSError):
            os.nice(10)
    site = Site(settings, EmbeddedStore.open(path))
    with contextlib.suppress(SctbvError):
        all_findings(site.pages)
        dumps_of(site)


if __name__ == "__main__":
    main()
