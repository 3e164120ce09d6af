"""The tree of a plan's parts: any depth, any numbering, with or without titles.

A label goes on where a list of its style was left, else opens a list under the last label; a
number that restarts under a deeper label opens a list too. Two parts with the same number stay
two: the second gets a key of its own ("IV" and "IV-2"), and both keep the number they print.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sctbv_graph import iris
from sctbv_graph.extract.closings import take_closing
from sctbv_graph.extract.labels import OUTER, Label, read_label, unnumbered
from sctbv_graph.extract.part_roles import own_role, role_of
from sctbv_graph.extract.section import Node, Section
from sctbv_graph.model import Span, trim
from sctbv_graph.vietnamese.fold import slug

_SHORT = 15
_ENDS = (".", ";", ",", "…")
_PREFIXES = {
    "part": "phan-",
    "chapter": "chuong-",
    "division": "muc-",
    "article": "dieu-",
    "heading": "de-muc-",
}
"""What tells in a key which kind of number a part has."""


def sections(text: str, paragraphs: Sequence[Span]) -> tuple[Section, ...]:
    """Return the tree of a body's paragraphs; those before the first label belong to no part."""
    top = Node(None, Span(0, 0))
    stack: list[Node] = [top]
    headings = unnumbered(text, paragraphs)
    for span in paragraphs:
        label = read_label(text, span)
        if span.start in headings:
            label = Label("heading", "", len(top.children) + 1, span.start)
        node = Node(label, trim(text, Span(label.end if label else span.start, span.end)))
        if label is None:
            if _wants_title(stack[-1]):
                stack[-1].span = node.span
                continue
            while stack[-1].bullet and not _heads(text, stack[-1]):
                stack.pop()
            stack[-1].children.append(node)
            continue
        label = node.label = _settle(label, stack)
        depth = _bullet_depth(text, node, stack) if node.bullet else _depth(label, stack)
        del stack[depth:]
        stack[-1].children.append(node)
        stack.append(node)
    closing = take_closing(text, top)
    taken: set[str] = set()
    made = [
        _section(text, node, "", "other", ordinal, False, taken)
        for ordinal, node in enumerate(top.children, 1)
    ]
    if made and closing:
        last = made[-1]
        made[-1] = replace(last, closing=tuple(_ending(last, taken, node) for node in closing))
    return tuple(made)


def _settle(label: Label, stack: list[Node]) -> Label:
    """Tell "i)" after "h)" from "i)" before "ii)"."""
    if label.style != "letter" or label.written not in "ivx":
        return label
    before = [n.label for n in stack if n.label and n.label.style in ("letter", "small-roman")]
    if before and (before[-1].style == "small-roman" or before[-1].value + 1 == label.value):
        return label if before[-1].style == "letter" else replace(label, style="small-roman")
    return replace(label, style="small-roman", value=1) if label.written == "i" else label


def _depth(label: Label, stack: list[Node]) -> int:
    """Return how many of the open sections stay open before a numbered one."""
    open_ = [i for i, node in enumerate(stack) if node.label and node.label.numbered]
    last = open_[-1] if open_ else 0
    labels = {i: node.label for i, node in enumerate(stack) if node.label}
    if label.style == "decimal":
        prefix = label.written.rpartition(".")[0]
        parent = [
            i
            for i in open_
            if labels[i].written == prefix
            and (prefix[0].isdigit() or labels[i].style in ("roman", "letter", "decimal"))
        ]
        if parent:
            return parent[-1] + 1
    level = label.written.count(".")
    alike = [
        i for i in open_ if labels[i].style == label.style and labels[i].written.count(".") == level
    ]
    follows = [i for i in alike if labels[i].value + 1 == label.value]
    if follows:
        return follows[-1]
    if alike and (label.value != 1 or alike[-1] == last or label.style in OUTER):
        return alike[-1]
    if label.style in OUTER and not alike:
        rank = OUTER.index(label.style)
        inner = [i for i in open_ if labels[i].style not in OUTER[:rank]]
        return inner[0] if inner else last + 1
    return last + 1


def _bullet_depth(text: str, node: Node, stack: list[Node]) -> int:
    """Return how many of the open sections stay open before a bullet."""
    first = next((i for i, open_ in enumerate(stack) if open_.bullet), len(stack))
    assert node.label is not None
    style = node.label.style
    if style == "dot" and _is_title(text, node.span):
        return first  # "* Thuận lợi cơ bản" heads what follows, dashes too
    for index in range(first, len(stack)):
        label = stack[index].label
        if label and (label.style == style or (style, label.style) == ("dash", "plus")):
            return index
    return len(stack)


def _is_title(text: str, span: Span) -> bool:
    """Tell whether words head what follows: short, and no sentence."""
    words = text[span.start : span.end].rstrip(" )*\n")
    return not words.endswith(_ENDS) and (words.endswith(":") or len(words.split()) <= _SHORT)


def _heads(text: str, bullet: Node) -> bool:
    """Tell whether a plain paragraph below a bullet stands under it ("- Thủy sản")."""
    listed = bool(bullet.children) and bullet.children[-1].bullet
    return _is_title(text, bullet.span) and not listed


def _wants_title(open_: Node) -> bool:
    """Tell whether a label stands alone, its title on the next line: "Phần thứ nhất"."""
    return open_.label is not None and open_.span.start >= open_.span.end and not open_.children


def _section(
    text: str,
    node: Node,
    within: str,
    role: str,
    ordinal: int,
    beside: bool,
    taken: set[str],
) -> Section:
    """Return a section; ``beside`` tells that numbered ones stand beside it in its parent."""
    label = node.label
    words = text[node.span.start : node.span.end]
    if label and label.numbered:
        own = label.written if label.style != "decimal" else str(label.value)
        prefix = _PREFIXES.get(label.style, "")
        own = prefix + (own if own.isascii() else slug(own) + ("d" if own in "đĐ" else ""))
        if prefix:
            own = f"{prefix}{label.value}"
    else:
        own = f"p{ordinal}" if beside else str(ordinal)
    key = iris.distinct(f"{within}.{own}" if within else own, taken)
    taken.add(key)
    if not within:
        enacts = label is not None and label.style == "article" and len(words.split()) > _SHORT
        enacts = enacts and not words.isupper()
        role = "other" if enacts else role_of(words)  # an article of a decision is no part's title
    elif node.children:
        role = own_role(words, role)
    has_items = any(child.label and child.label.numbered for child in node.children)
    counted = plain = 0
    children = []
    for child in node.children:
        if child.label and child.label.numbered:
            counted += 1
            number = counted
        else:
            plain += 1
            number = plain
        children.append(_section(text, child, key, role, number, has_items, taken))
    return Section(
        label.written if label else "",
        label.style if label else "",
        key,
        node.span,
        role,
        tuple(children),
    )


def _ending(last: Section, taken: set[str], node: Node) -> Section:
    key = iris.distinct(f"{last.key}.closing", taken)
    taken.add(key)
    return Section("", "", key, node.span, last.role)
