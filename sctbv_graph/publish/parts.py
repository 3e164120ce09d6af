"""One part of a site of files, made whole: what stands alone, some audits, or some things.

A part says what is to be made and carries what must be known for it, so that any process that has
the site can make it.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from sctbv_graph.publish.audits import report_files, reports
from sctbv_graph.publish.description import write_descriptions
from sctbv_graph.publish.links import data_path, local
from sctbv_graph.publish.margin import Findings, findings_of, keep_findings
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.site_links import SiteLinks, page_file
from sctbv_graph.publish.site_parts import Content, File, Site
from sctbv_graph.publish.source_text import text_page
from sctbv_graph.publish.things import gather, page_of

LARGE = 1_000_000
"""Bytes of a file above which it waits on the disk, not in memory, for its turn to be written."""


@dataclass(frozen=True, slots=True)
class Audited:
    """What is told of an audit beside its report: the file, and how many findings of what weight.

    ``findings`` are those that pages of the document show.
    """

    document: str
    name: str
    counts: Mapping[str, int]
    findings: Findings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Part:
    """Work for one process: an audit, things with the findings on their document, or neither's.

    ``said`` is told when it is there.
    """

    said: tuple[str, str] = ("", "")
    produce: Callable[[Site], Iterable[File]] | None = None
    audit: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    findings: Findings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a part: files, and of documents to audit what others need to know.

    Of a file that was laid down meanwhile, the place stands for the content.
    """

    files: list[tuple[str, bytes | Path]]
    audited: tuple[Audited, ...] = ()


def make(site: Site, part: Part, folder: Path | None = None) -> Made:
    """Make one part of the site; large files are laid down in a folder, where one is given."""
    pages = site.pages
    files: list[tuple[str, bytes | Path]] = []
    audited: list[Audited] = []

    def add(made: Iterable[File]) -> None:
        files.extend((name, _held(content, folder)) for name, content in made)

    if part.produce:
        add(part.produce(site))
    for report in reports(pages, part.audit) if part.audit else ():
        add(report_files(report, site.base))
        audited.append(
            Audited(report.document, report.source.name, report.counts, findings_of([report]))
        )
    keep_findings(pages, part.findings)
    for iri in part.things:
        add(_of_thing(pages, site.base, iri))
    return Made(files, tuple(audited))


def _held(content: Content, folder: Path | None) -> bytes | Path:
    """Return a content in one piece, or the file in the folder where it lies, if it is large."""
    if isinstance(content, bytes):
        small = folder is None or len(content) <= LARGE
        return content if small else _laid_down((content,), folder)
    if folder is None:
        return b"".join(content)
    pieces: list[bytes] = []
    size = 0
    for piece in content:
        pieces.append(piece)
        size += len(piece)
        if size > LARGE:
            return _laid_down(chain(pieces, content), folder)
    return b"".join(pieces)


def _laid_down(content: Iterable[bytes], folder: Path | None) -> Path:
    handle, name = tempfile.mkstemp(dir=folder)
    with os.fdopen(handle, "wb") as file:
        file.writelines(content)
    return Path(name)


def _of_thing(pages: Pages, base: str, iri: str) -> Iterator[tuple[str, bytes]]:
    path = local(iri)
    gathered = gather(pages, iri)
    if gathered is None:
        return
    for lang in LANGUAGES:
        links = SiteLinks(base, path, lang)
        yield page_file(path, lang), page_of(pages, gathered, lang, links).encode()
    for suffix, data in write_descriptions(pages.store, gathered.described).items():
        yield data_path(iri, suffix).removeprefix("/"), data
    if iri in pages.sources:
        path = "/text" + path.removeprefix("/page")
        for lang in LANGUAGES:
            links = SiteLinks(base, path, lang)
            yield page_file(path, lang), text_page(pages, iri, lang, links).encode()
