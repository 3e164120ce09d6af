"""What stands inside an element of a Word part, through what wraps it and shows nothing itself."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from sctbv_graph.read.word_names import MC_NS, w

ALTERNATE = f"{{{MC_NS}}}AlternateContent"
_WRAPPERS = {w(n) for n in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")}


def content(parent: etree._Element) -> Iterator[etree._Element]:
    """Yield paragraphs, tables and the like, through the wrappers that show nothing themselves."""
    for child in parent.iterchildren(etree.Element):
        if child.tag in _WRAPPERS:
            yield from content(child)
        elif child.tag == ALTERNATE:
            yield from content(alternative(child))
        else:
            yield child


def rows_of(table: etree._Element) -> Iterator[etree._Element]:
    """Return the rows of a table, not those of tables inside it."""
    return (child for child in content(table) if child.tag == w("tr"))


def cells_of(row: etree._Element) -> Iterator[etree._Element]:
    """Return the cells of a row."""
    return (child for child in content(row) if child.tag == w("tc"))


def has_kept_words(paragraph: etree._Element) -> bool:
    """Tell whether a paragraph has words that no tracked change took out."""
    gone = {w("del"), w("moveFrom")}
    return any(
        (t.text or "").strip() and not any(up.tag in gone for up in t.iterancestors())
        for t in paragraph.iter(w("t"))
    )


def alternative(element: etree._Element) -> etree._Element:
    """Return the branch of an ``mc:AlternateContent`` to read: the newest, else the fallback."""
    choice = element.find(f"{{{MC_NS}}}Choice")
    fallback = element.find(f"{{{MC_NS}}}Fallback")
    return choice if choice is not None else element if fallback is None else fallback


def boxes_of(element: etree._Element) -> list[etree._Element]:
    """Return the contents of the text boxes drawn by an element, not those inside them."""
    if element.tag == w("txbxContent"):
        return [element]
    if element.tag == ALTERNATE:
        element = alternative(element)
    return [box for child in element.iterchildren(etree.Element) for box in boxes_of(child)]
