"""What Virtuoso 7 answers wrongly, and how it is asked so that it answers right.

Measured against Virtuoso 7.2.5 of Debian; `tests/virtuoso` asks each of it again.
"""

from sctbv_graph.store.virtuoso.answers import is_cut, is_partial, is_unsorted, results
from sctbv_graph.store.virtuoso.doubts import doubt
from sctbv_graph.store.virtuoso.reasons import Doubt
from sctbv_graph.store.virtuoso.rewriting import rewritten

__all__ = ["Doubt", "doubt", "is_cut", "is_partial", "is_unsorted", "results", "rewritten"]
