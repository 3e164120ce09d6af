"""What reading notices about the form of a text: parts of form, citations, wording, numbers.

Facts of form are no facts of the plan, so they stand apart from what `extract` reads: they go into
the layer ``audit``, where rules find them, and suggestions of links into the layer ``analysis``.
"""

from sctbv_graph.observe.observe import observe
from sctbv_graph.observe.records import Lore, Observed

__all__ = ["Lore", "Observed", "observe"]
