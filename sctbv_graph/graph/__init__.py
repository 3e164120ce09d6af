"""From records to quads, once. The model is `ontology.md`'s; names are the ontology's.

Everything worth citing is a node with evidence. Nothing is a blank node, nothing holds a clock or
a version, so the same document always gives the same quads.
"""

from sctbv_graph.graph.analysis import suggested_quads
from sctbv_graph.graph.literals import node
from sctbv_graph.graph.observed import observed_quads
from sctbv_graph.graph.plan import stated_quads

__all__ = ["node", "observed_quads", "stated_quads", "suggested_quads"]
