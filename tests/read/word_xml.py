"""A Word file from its parts as XML, for what python-docx does not write."""

from __future__ import annotations

import io
import zipfile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_NAMES = (
    f'xmlns:w="{W}" xmlns:r="{_REL}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)


def p(text: str, properties: str = "", run: str = "") -> str:
    """Return a paragraph of one run."""
    made = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{made}{r(text, run)}</w:p>"


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    made = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{made}<w:t xml:space="preserve">{text}</w:t></w:r>'


def word(body: str, files: dict[str, bytes] | None = None, **parts: str) -> bytes:
    """Return a package whose parts are given by name without "word/" and ".xml".

    ``parts`` hold the inside of the root element; the body's is ``w:body``.
    """
    roots = {"header1": "hdr", "footer1": "ftr"}
    made = io.BytesIO()
    relations = "".join(
        f'<Relationship Id="r_{name}" Type="{_REL}/{name.rstrip("1")}" Target="{name}.xml"/>'
        for name in parts
    )
    head = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{head}"><Relationship Id="r1" Type="{_REL}/officeDocument" '
            'Target="word/document.xml"/></Relationships>',
        )
        package.writestr(
            "word/_rels/document.xml.rels",
            f'<Relationships xmlns="{head}">{relations}</Relationships>',
        )
        package.writestr(
            "word/document.xml", f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>"
        )
        for name, inside in parts.items():
            root = roots.get(name, name)
            package.writestr(f"word/{name}.xml", f"<w:{root} {_NAMES}>{inside}</w:{root}>")
        for name, data in (files or {}).items():
            package.writestr(name, data)
    return made.getvalue()
