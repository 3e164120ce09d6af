"""Doubts as data: listed with their alternatives, decided by a person, honoured on every build.

So are the ties that the program suggests: confirmed or rejected by a person.
"""

from sctbv_graph.review.decide import Decided, decide, open_doubts, open_suggestions
from sctbv_graph.review.drafts import name_of
from sctbv_graph.review.filed import load_decisions
from sctbv_graph.review.records import Decision, Doubt, Told

__all__ = [
    "Decided",
    "Decision",
    "Doubt",
    "Told",
    "decide",
    "load_decisions",
    "name_of",
    "open_doubts",
    "open_suggestions",
]
