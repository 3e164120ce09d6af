"""The parts of a Word package that a comment touches, changed by splicing only."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from itertools import count

from lxml import etree

from sctbv_graph.read.package import Package, damaged
from sctbv_graph.read.word_names import STRICT_NS, W_NS

_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_OFFICE_STRICT = "http://purl.oclc.org/ooxml/officeDocument/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_TYPES = "[Content_Types].xml"


@dataclass(frozen=True)
class WordPackage:
    """A Word package: its main part and, where it has one, its part of comments."""

    package: Package
    main: str
    comments: str | None

    def read(self, name: str) -> bytes:
        """Return the bytes of a part."""
        return self.package.read(name)

    @cached_property
    def _strict(self) -> bool:
        return STRICT_NS.encode() in self.read(self.main)[:20_000]

    @cached_property
    def next_comment(self) -> int:
        """The first number above those of all comments that the file has already."""
        if self.comments is None:
            return 0
        root = self.package.xml(self.comments)
        numbers = [
            int(value)
            for element in root
            for name, value in element.attrib.items()
            if str(name).endswith("}id") and str(value).isdigit()
        ]
        return max(numbers, default=-1) + 1

    def with_comments(self, elements: str, prefix: str) -> dict[str, bytes]:
        """Return the changed or new parts, by name, that add comments to the file.

        ``elements`` are ``w:comment`` elements that write their names with ``prefix``.
        """
        if self.comments is not None:
            return {self.comments: self._appended(self.comments, elements, prefix)}
        folder, name = posixpath.split(self.main)
        names = (posixpath.join(folder, f"comments{number or ''}.xml") for number in count())
        part = next(one for one in names if one not in self.package)
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        root = _root(prefix, self._strict)
        body = (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root[0]}{elements}{root[1]}'
        )
        kind = f"{_OFFICE_STRICT if self._strict else _OFFICE}/comments"
        changed = {
            part: body.encode(),
            relations: _related(self.package, relations, kind, posixpath.basename(part)),
        }
        override = f'<Override PartName="/{part}" ContentType="{_TYPE}"/>'
        changed[_TYPES] = _before_end(self.read(_TYPES), override, self.package.shown)
        return changed

    def _appended(self, part: str, elements: str, prefix: str) -> bytes:
        """Return a part of comments with more of them at its end."""
        data = self.read(part)
        declared = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
        own = f'{declared}="{STRICT_NS if self._strict else W_NS}"'
        name = f"<{prefix}comment "
        # The part may bind the prefix to something else, or not at all: each says what it means.
        return _before_end(data, elements.replace(name, f"{name}{own} "), self.package.shown)


def open_package(data: bytes, shown: str) -> WordPackage:
    """Return the package of a Word file; raises `InputError` where it is damaged."""
    package = Package(data, shown)
    main = next((t for k, t in _targets(package, "") if k == "officeDocument"), None)
    if main is None or main not in package:
        main = "word/document.xml"
    if main not in package:
        raise damaged(shown)
    comments = next((t for k, t in _targets(package, main) if k == "comments"), None)
    return WordPackage(package, main, comments if comments and comments in package else None)


def _targets(package: Package, part: str) -> list[tuple[str, str]]:
    """Return (kind, part) of what a part refers to inside the package."""
    folder, name = posixpath.split(part)
    root = package.optional_xml(posixpath.join(folder, "_rels", f"{name}.rels"))
    made = []
    for relation in () if root is None else root.iter(_RELATION):
        if relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            kind = relation.get("Type", "").rpartition("/")[2]
            made.append((kind, posixpath.normpath(path)))
    return made


def _root(prefix: str, strict: bool) -> tuple[str, str]:
    namespace = STRICT_NS if strict else W_NS
    declared = f"xmlns:{prefix[:-1]}" if prefix else "xmlns"
    return f'<{prefix}comments {declared}="{namespace}">', f"</{prefix}comments>"


def _related(package: Package, relations: str, kind: str, target: str) -> bytes:
    """Return a part of relationships with one more."""
    if relations not in package:
        head = "http://schemas.openxmlformats.org/package/2006/relationships"
        only = f'<Relationship Id="rIdSctbv" Type="{kind}" Target="{target}"/>'
        return f'<Relationships xmlns="{head}">{only}</Relationships>'.encode()
    data = package.read(relations)
    used = {element.get("Id", "") for element in package.xml(relations)}
    number = next(n for n in range(1, len(used) + 2) if f"rIdSctbv{n}" not in used)
    own = f'<Relationship Id="rIdSctbv{number}" Type="{kind}" Target="{target}"/>'
    return _before_end(data, own, package.shown)


def _before_end(data: bytes, text: str, shown: str) -> bytes:
    """Return XML with text put in before the end tag of its root, or into an empty root.

    The names in ``text`` are those of the root's namespace without a prefix; where the root writes
    one, so does what is put in.
    """
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    prefix = f"{root.prefix}:" if root.prefix else ""
    if prefix and not text.startswith(f"<{prefix}"):
        text = re.sub(r"^<(?=Override|Relationship)", f"<{prefix}", text)
    name = f"{prefix}{etree.QName(root).localname}".encode()
    close = re.search(rb"</" + re.escape(name) + rb"\s*>\s*(?:<!--.*?-->\s*)*$", data, re.DOTALL)
    if close is not None:
        return data[: close.start()] + text.encode() + data[close.start() :]
    empty = re.search(rb"/>\s*$", data)
    if empty is None:
        raise damaged(shown)
    return data[: empty.start()] + b">" + text.encode() + b"</" + name + b">"
