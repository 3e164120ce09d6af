"""The sentences that close a plan after its last item: "Trên đây là Kế hoạch …, yêu cầu …./."."""

from __future__ import annotations

from sctbv_graph.extract.section import Node
from sctbv_graph.vietnamese.fold import fold

_LONG = 25  # words: what is longer is a sentence, no title
_CLOSING = ("trên đây là", "trong quá trình", "yêu cầu", "đề nghị", "ủy ban nhân dân", "căn cứ")
"""How the sentences begin that close a plan after its last item."""


def take_closing(text: str, top: Node) -> list[Node]:
    """Take the sentences that close the whole off its last part.

    The body ends in "./." (Nghị định 30/2020/NĐ-CP); that paragraph without a bullet, and the like
    before it, belong to no item, unless they are all that the last item has.
    """
    chain = [top]
    while chain[-1].children:
        chain.append(chain[-1].children[-1])
    last = chain[-1]
    if len(chain) < 3 or last.label or not text[: last.span.end].endswith("./."):
        return []
    item = chain[-2]
    words = text[item.span.start : item.span.end].split()
    sentence = len(words) > _LONG or (bool(words) and words[-1].endswith("."))
    opens = _opens_closing(text, last)
    if len(item.children) < 2 and not sentence and not opens and len(chain) > 3:
        return []
    bulleted = len(item.children) > 1 and item.children[-2].bullet
    if len(chain) == 3 and not bulleted and (not opens or len(item.children) < 2):
        return []
    found = [item.children.pop()]
    while len(item.children) > 1 and not item.children[-1].label:
        before = item.children[-1]
        if not _opens_closing(text, before):
            break
        found.insert(0, item.children.pop())
    return found


def _opens_closing(text: str, node: Node) -> bool:
    return fold(text[node.span.start : node.span.end][:80]).startswith(_CLOSING)
