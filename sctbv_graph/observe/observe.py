"""One function: what is noticed about the form of a document, in a fixed order."""

from __future__ import annotations

from sctbv_graph.extract.view import View
from sctbv_graph.model import Plan
from sctbv_graph.observe.amounts import amounts
from sctbv_graph.observe.citations import citations, citing
from sctbv_graph.observe.form import captions, form_parts, missing_recipients, signing
from sctbv_graph.observe.layout import layout
from sctbv_graph.observe.place import Seen
from sctbv_graph.observe.records import Lore, Observed
from sctbv_graph.observe.themes import ties
from sctbv_graph.observe.wording import wording
from sctbv_graph.read.blocks import SourceDocument


def observe(plan: Plan, source: SourceDocument, lore: Lore, viewed: View | None = None) -> Observed:
    """Return what the form of a document shows; ``plan`` holds the records read from it.

    ``viewed`` is the source's view, where it was made already.
    """
    seen = Seen(source, plan, viewed)
    cited = citations(seen)
    noticed = [
        *signing(seen),
        *missing_recipients(seen),
        *layout(seen),
        *citing(seen, cited),
        *wording(seen, lore),
        *amounts(seen),
    ]
    noticed.sort(key=lambda one: (one.kind, one.spans[0]))
    return Observed(
        noticed=tuple(noticed),
        citations=cited,
        parts=tuple(form_parts(seen)),
        captions=tuple(captions(seen)),
        ties=tuple(ties(seen, lore.themes)),
    )
