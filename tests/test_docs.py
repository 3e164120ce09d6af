"""What README and docs/ point at is there: pages, files, tests, names to import."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest

from tests.beside import ROOT

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_LINK = re.compile(r"\]\((?![a-z]+:)([^)#\s]+)")
_FILE = re.compile(
    r"`((?:sctbv_graph|tests|docs|queries|shapes|ontology|frontend|deploy)/[\w./-]+)`"
)
_TEST = re.compile(r"`(test_\w+\.py)::(\w+)(…?)`")
_IMPORT = re.compile(r"^ *from (sctbv_graph[\w.]*) import ([\w, ]+)", re.MULTILINE)
_MADE = ("sctbv_graph/bundled/", "sctbv_graph/web/static/vendor/")
"""Folders that only an installation has."""
_PLACEHOLDER = re.compile(r"NN|NAME|KEY")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_points_at_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    missing = [link for link in _LINK.findall(text) if not (page.parent / link).exists()]
    missing += [
        name
        for name in _FILE.findall(text)
        if not name.startswith(_MADE)
        and not _PLACEHOLDER.search(name)
        and not (ROOT / name).exists()
    ]
    for name, test, cut in _TEST.findall(text):
        sought = re.compile(rf"^(?:async )?def {test}" + ("" if cut else r"\b"), re.MULTILINE)
        found = (path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob(name))
        missing += [] if any(map(sought.search, found)) else [f"{name}::{test}"]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_imports_is_there(page: Path) -> None:
    for module, names in _IMPORT.findall(page.read_text(encoding="utf-8")):
        found = importlib.import_module(module)
        for name in names.split(","):
            assert hasattr(found, name.strip()), f"{module}.{name.strip()}"
