"""What is costly and the same for many tests is made once in a run, by whoever needs it first.

The workers of a run share its temporary folder. What one has made lies there as a file, named after
what it was made from; the others load it. It is written beside and renamed, and who comes while it
is being made waits. Another run has another folder, so nothing outlives a change of the program.
"""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sctbv_graph.files import alone, write_beside

T = TypeVar("T")


class Once:
    """Makes things once; ``folder`` is the run's, the same for all its workers."""

    def __init__(self, folder: Path) -> None:
        """Begin with what other workers have made."""
        self._folder = folder
        self._here: dict[str, Any] = {}

    def __call__(self, name: str, make: Callable[[], T], *sources: bytes) -> T:
        """Return what ``make`` gives, made from ``sources``; what it gives must not be changed."""
        digest = hashlib.sha256(name.encode())
        for source in sources:
            digest.update(hashlib.sha256(source).digest())
        key = digest.hexdigest()
        if key not in self._here:
            path = self._folder / f"{key}.pickle"
            with alone(path.with_suffix(".lock")):
                if not path.is_file():
                    write_beside(path, pickle.dumps(made := make()))
                    self._here[key] = made
            if key not in self._here:
                self._here[key] = pickle.loads(path.read_bytes())  # noqa: S301  our own file
        return self._here[key]  # type: ignore[no-any-return]
