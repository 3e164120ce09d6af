"""Names of WordprocessingML (ECMA-376, part 1), in Clark notation as lxml gives them."""

from __future__ import annotations

from functools import cache

from lxml import etree

W_NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT_NS = "http://purl.oclc.org/ooxml/wordprocessingml/main"
"""The namespace of files saved as "Strict Open XML"."""
MC_NS = "http://schemas.openxmlformats.org/markup-compatibility/2006"
R_NS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
R_STRICT_NS = "http://purl.oclc.org/ooxml/officeDocument/relationships"


@cache
def w(name: str) -> str:
    """Return the full name of an element or attribute of WordprocessingML."""
    return f"{{{W_NS}}}{name}"


def inner(element: etree._Element, tag: str) -> etree._Element | None:
    """Return the first element of a name right inside another, ``None`` where there is none.

    As `find` does it, which takes twice as long to take a path apart.
    """
    return next(element.iterchildren(tag), None)


def val(element: etree._Element | None, name: str = "val") -> str | None:
    """Return an attribute of an element that may be missing."""
    return None if element is None else element.get(w(name))


def number(text: str | None, default: int) -> int:
    """Return an integer attribute, ``default`` where it is missing or no integer."""
    try:
        return int(text) if text is not None else default
    except ValueError:
        return default


def is_on(element: etree._Element | None) -> bool:
    """Tell whether a toggle (``w:vanish``) is set: present, and not switched off."""
    return element is not None and val(element) not in {"0", "false", "off", "none"}


def to_transitional(root: etree._Element) -> None:
    """Rename elements and attributes of a Strict file to the usual namespace, in place."""
    if not any(ns == STRICT_NS for ns in root.nsmap.values()):
        return
    swap = {STRICT_NS: W_NS, R_STRICT_NS: R_NS}
    for element in root.iter(etree.Element):
        element.tag = _swapped(str(element.tag), swap)
        for name in map(str, list(element.attrib)):
            new = _swapped(name, swap)
            if new != name:
                element.set(new, element.attrib.pop(name))


def _swapped(name: str, swap: dict[str, str]) -> str:
    namespace, brace, local = name[1:].partition("}")
    return f"{{{swap[namespace]}}}{local}" if brace and namespace in swap else name
