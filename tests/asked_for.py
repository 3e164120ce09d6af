"""Tests that need a program which not every machine has: they run where they are asked for."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import pytest


def skip_unless_asked(
    variable: str, needs: str, folder: Path, items: Iterable[pytest.Item]
) -> None:
    """Skip the tests of a folder where an environment variable is not 1."""
    if os.environ.get(variable) == "1":
        return
    skip = pytest.mark.skip(reason=f"needs {needs}: {variable}=1")
    for item in items:
        if item.path.is_relative_to(folder):
            item.add_marker(skip)
