"""What a workspace has filed."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any


def listed(space: Path) -> list[dict[str, Any]]:
    """Return the entries of a workspace's ``sources.toml``."""
    return tomllib.loads((space / "sources" / "sources.toml").read_text("utf-8")).get("source", [])
