"""The queries behind the pages of one thing, held to a form whose time does not grow."""

from __future__ import annotations

import re

import pytest

from sctbv_graph.settings import bundle

# What is asked of the whole corpus, once for all pages.
OF_ALL = {"page-thresholds", "page-corpus", "page-corpus-money", "page-documents"}
VIEWS = sorted(path.stem for path in (bundle() / "queries" / "views").glob("page-*.rq"))
_OPTIONAL = re.compile(r"OPTIONAL\s*\{([^{}]*)")


@pytest.mark.parametrize("name", [name for name in VIEWS if name not in OF_ALL])
def test_no_view_of_one_thing_joins_inside_optional(name: str) -> None:
    """Pyoxigraph evaluates an OPTIONAL over two joined patterns for all of the corpus: nest them.

    With twenty plans such a view took 330 ms for each objective, and one with nested patterns 1 ms.
    """
    query = (bundle() / "queries" / "views" / f"{name}.rq").read_text(encoding="utf-8")
    for body in _OPTIONAL.findall(query):
        assert not re.search(r"[.;]\s", re.sub(r'"[^"]*"', "x", body).strip().rstrip(" .")), body
