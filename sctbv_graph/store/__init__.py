"""One way to ask a store, whatever is behind it.

`EmbeddedStore` is pyoxigraph, in memory or on disk; `RemoteStore` is any SPARQL 1.1 endpoint
through SPARQLWrapper. The merged graph is the default graph of the embedded store and the named
graph ``…/graph/merged`` of a remote one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sctbv_graph.store.base import (
    GraphStore,
    Results,
    Row,
    Rows,
    Store,
    Term,
    row_of,
    rows_of,
    select,
    syntax_error,
)
from sctbv_graph.store.embedded import EmbeddedStore, WritableStore, each_row, graph_of
from sctbv_graph.store.scan import (
    check_allowed,
    check_update,
    form_of,
    is_steady,
    place_of,
    searches,
    with_using,
)
from sctbv_graph.store.target import Target, is_remote, read_target

if TYPE_CHECKING:
    from sctbv_graph.store.remote import RemoteStore

__all__ = [
    "EmbeddedStore",
    "GraphStore",
    "RemoteStore",
    "Results",
    "Row",
    "Rows",
    "Store",
    "Target",
    "Term",
    "WritableStore",
    "check_allowed",
    "check_update",
    "each_row",
    "form_of",
    "graph_of",
    "is_remote",
    "is_steady",
    "place_of",
    "read_target",
    "row_of",
    "rows_of",
    "searches",
    "select",
    "syntax_error",
    "with_using",
]


def __getattr__(name: str) -> Any:
    """Load the remote store, with all that speaks HTTP, where somebody asks for it."""
    if name == "RemoteStore":
        from sctbv_graph.store.remote import RemoteStore

        globals()[name] = RemoteStore
        return RemoteStore
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
