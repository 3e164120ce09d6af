"""A new build is served without a restart: the store is swapped between two requests."""

from __future__ import annotations

import threading
from typing import Protocol

from fastapi import FastAPI

from sctbv_graph.build import current
from sctbv_graph.errors import SctbvError
from sctbv_graph.store import EmbeddedStore, RemoteStore
from sctbv_graph.web.asking import Asking
from sctbv_graph.web.render import Site, built_path
from sctbv_graph.web.warm import warm

SECONDS = 2.0
"""Between two looks for a new build."""


class _State(Protocol):
    site: Site
    asking: Asking


class Reload:
    """Looks for a new build of the store that an application serves; it runs in a thread."""

    def __init__(self, app: FastAPI) -> None:
        """Look after ``app``; nothing happens before `start`."""
        self._state: _State = app.state
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Begin to look, where there may be other data later: a build, or a store elsewhere."""
        store = self._state.site.store
        if built_path(store) is not None or isinstance(store, RemoteStore):
            self._thread.start()

    def stop(self) -> None:
        """End the looking."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(SECONDS):
            self.look()

    def look(self) -> bool:
        """Swap the store where there is a new build; tell whether it was.

        Requests under way go on with what they began with. A build that cannot be opened is left
        alone: what is served stays served.
        """
        site = self._state.site
        if isinstance(site.store, RemoteStore):
            return self._look_there(site, site.store)
        found = current(site.settings)
        if found is None or found[0] == built_path(site.store):
            return False
        try:
            new = Site(site.settings, EmbeddedStore.open(found[0]))
        except SctbvError:
            return False
        asking = Asking(new, self._state.asking.limits, self._state.asking)
        asking.warm()  # nobody waits for the workers to open it
        self._state.site, self._state.asking = new, asking
        threading.Thread(target=warm, args=(new,), daemon=True).start()
        return True

    def _look_there(self, site: Site, store: RemoteStore) -> bool:
        """Begin anew with a store at another server where other data were pushed to it."""
        try:
            if site.opened_with == site.data_version:
                return False
            new = Site(site.settings, store)
        except SctbvError:
            return False
        asking = Asking(new, self._state.asking.limits, self._state.asking)
        self._state.site, self._state.asking = new, asking
        return True
