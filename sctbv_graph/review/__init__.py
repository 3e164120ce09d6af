"""Doubts as data: listed with their alternatives, decided by a person, honoured on every build."""

from sctbv_graph.review.decide import Decided, decide, open_doubts
from sctbv_graph.review.filed import load_decisions
from sctbv_graph.review.records import Decision, Doubt, Told

__all__ = ["Decided", "Decision", "Doubt", "Told", "decide", "load_decisions", "open_doubts"]
