"""The queries behind the pages of one thing, held to a form whose time does not grow."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

from sctbv_graph import iris
from sctbv_graph.query import text_of, view
from sctbv_graph.settings import bundle
from sctbv_graph.store import EmbeddedStore, select

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


def test_everything_that_something_is_said_of_has_a_class_and_so_a_page(
    store: EmbeddedStore,
) -> None:
    """The view finds things by their classes; here all statements are looked through."""
    ours = (iris.ID, iris.CONCEPT)
    said = {
        quad.subject.value
        for quad in store.inner.quads_for_pattern(None, None, None, ox.DefaultGraph())
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ours)
    }
    found = [text_of(row["s"]) for row in select(store, view("pages")).rows]
    assert len(found) == len(set(found))
    assert set(found) == {iri for iri in said if "#" not in iri}
    entities = select(store, view("void-entities")).rows[0]["count"]
    assert int(text_of(entities)) == len(found)
