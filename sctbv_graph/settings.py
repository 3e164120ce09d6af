"""Where things are: the bundled folders, a user's workspace, the work folder.

The bundled folders (``ontology/ shapes/ data/ queries/``) stand at the top of a checkout and
inside the package in an installed wheel. A workspace is a further data folder with the same
``sources/ reference/ decisions/ plans/``, read on top of the bundled one.
"""

from __future__ import annotations

import json
import locale
import os
import sys
from dataclasses import dataclass
from pathlib import Path

BASE = "https://w3id.org/sctbv/"
"""Base of every IRI. Not yet registered at w3id; see the README."""

TOKEN = "SCTBV_TOKEN"  # noqa: S105  the name of the variable, no password
"""The environment variable with the write token; without it nothing can be written."""

_PACKAGE = Path(__file__).resolve().parent


def bundle() -> Path:
    """Return the folder that holds ``ontology/ shapes/ data/ queries/``."""
    inside = _PACKAGE / "bundled"
    return inside if inside.is_dir() else _PACKAGE.parent


def in_checkout() -> bool:
    """Tell whether the package runs from a checkout rather than from an installed wheel."""
    return not (_PACKAGE / "bundled").is_dir()


def package_files() -> list[Path]:
    """Return the program's own modules, sorted: what it builds depends on them too."""
    return sorted(_PACKAGE.rglob("*.py"))


def _cache_folder() -> Path:
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData/Local")) / "sctbv"
    if sys.platform == "darwin":
        return Path.home() / "Library/Caches/sctbv"
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "sctbv"


@dataclass(frozen=True, slots=True)
class Settings:
    """The folders of one run, and the language of its messages."""

    workspace: Path | None = None
    store: Path | None = None
    lang: str = "vi"

    @property
    def data_folders(self) -> tuple[Path, ...]:
        """The data folders, bundled first, so that a workspace adds to it."""
        bundled = bundle() / "data"
        return (bundled,) if self.workspace is None else (bundled, self.workspace)

    @property
    def work(self) -> Path:
        """The folder for what can be made again: stores."""
        if self.store is not None:
            return self.store
        if self.workspace is not None:
            return self.workspace / "build"
        return bundle() / "build" if in_checkout() else _cache_folder()

    def written(self) -> str:
        """Return the settings as a text that `read_settings` of another process reads."""
        folders = {"workspace": self.workspace, "store": self.store}
        told = {name: str(path) if path else None for name, path in folders.items()}
        return json.dumps({**told, "lang": self.lang})


def read_settings(written: str) -> Settings:
    """Return the settings that `Settings.written` wrote."""
    told = json.loads(written)
    workspace, store = (Path(told[n]) if told[n] else None for n in ("workspace", "store"))
    return Settings(workspace, store, told["lang"])


def default_language() -> str:
    """Return "en" where the user's locale is English, else "vi"."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return "en" if spoken.lower().startswith("en") else "vi"
