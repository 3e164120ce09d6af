"""What changed, as a feed: releases, documents that came or were replaced, what was withdrawn.

Atom (RFC 4287). Every entry has its day from the data: of the release, of the file's arrival
(``received``; where nobody noted it, the day on which the document was issued), of the withdrawal.
No clock is asked, so the same data give the same feed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from sctbv_graph import iris
from sctbv_graph.publish.catalogue import Catalogue, Entry
from sctbv_graph.publish.links import SERVER, Absolute, Links, local
from sctbv_graph.publish.withdrawn import Withdrawn

PATHS = {"vi": "/feed.atom", "en": "/feed.en.atom"}
MEDIA = "application/atom+xml"
_DAWN = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry: its lasting id, what happened on which day, and the page that shows it."""

    id: str
    day: date
    title: str
    text: str
    path: str


def changes(catalogue: Catalogue, withdrawn: list[Withdrawn], lang: str) -> list[Change]:
    """Return what happened to the data, the latest first."""
    found = [
        *_releases(catalogue, lang),
        *(change for entry in catalogue.entries for change in _files(entry, lang)),
        *(_withdrawal(left, lang) for left in withdrawn),
    ]
    return sorted(found, key=lambda change: (-change.day.toordinal(), change.id))


def feed(
    catalogue: Catalogue,
    withdrawn: list[Withdrawn],
    base: str,
    lang: str,
    links: Links = SERVER,
) -> bytes:
    """Return the feed in a language, for a portal at the address ``base``."""
    at, portal = Absolute(base, links), catalogue.portal
    found = changes(catalogue, withdrawn, lang)
    days = [change.day for change in found] or [e.issued for e in catalogue.entries if e.issued]
    uri = f"<uri>{escape(portal.homepage)}</uri>" if portal.homepage else ""
    email = f"<email>{escape(portal.email)}</email>" if portal.email else ""
    home, own = at.page("/changes", lang), at.file(PATHS[lang])
    head = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{lang}">',
        f"<id>{escape(iris.part(iris.DATASET, f'changes-{lang}'))}</id>",
        f"<title>{escape(portal.title[lang])}</title>",
        f"<updated>{_time(max(days, default=_DAWN))}</updated>",
        f"<author><name>{escape(portal.publisher[lang])}</name>{uri}{email}</author>",
        f'<link rel="self" type="{MEDIA}" href={quoteattr(own)}/>',
        f'<link rel="alternate" type="text/html" hreflang="{lang}" href={quoteattr(home)}/>',
        f'<link rel="license" href={quoteattr(portal.licence)}/>',
        f"<rights>{escape(portal.licence_name)}</rights>",
    ]
    entries = [
        f"<entry><id>{escape(change.id)}</id><title>{escape(change.title)}</title>"
        f"<updated>{_time(change.day)}</updated><summary>{escape(change.text)}</summary>"
        f'<link rel="alternate" type="text/html" hreflang="{lang}" '
        f"href={quoteattr(at.page(change.path, lang))}/></entry>"
        for change in found
    ]
    return ("\n".join([*head, *entries, "</feed>"]) + "\n").encode()


def _time(day: date) -> str:
    """Return a day as RFC 3339 has it: its beginning in Viet Nam, the clock of all documents."""
    return f"{day.isoformat()}T00:00:00+07:00"


def _releases(catalogue: Catalogue, lang: str) -> Iterator[Change]:
    for release in catalogue.releases:
        size = release.manifest.statements
        title = {"vi": f"Bản phát hành {release.version}", "en": f"Release {release.version}"}
        told = {"vi": f"{size} phát biểu, {len(release.documents)} văn bản.",
                "en": f"{size} statements, {len(release.documents)} documents."}  # fmt: skip
        text = f"{release.note.get(lang, '')} {told[lang]}".strip()
        path = f"/release/{release.version}/"
        yield Change(release.iri, release.day, title[lang], text, path)


def _files(entry: Entry, lang: str) -> Iterator[Change]:
    """Yield the arrival of a document and of each later file of it."""
    name = entry.number or entry.key
    words = entry.title.get(lang) or next(iter(entry.title.values()), "")
    files = entry.files or (None,)
    for number, one in enumerate(files, 1):
        day = (one.received if one else None) or entry.issued
        if day is None:
            continue
        if number == 1:
            title = {"vi": f"Văn bản mới: {name}", "en": f"New document: {name}"}
        else:
            title = {"vi": f"Văn bản có tệp mới: {name} (phiên bản {number})",
                     "en": f"New file of a document: {name} (version {number})"}  # fmt: skip
        id_ = iris.part(iris.dataset(entry.key), f"version-{number}")
        yield Change(id_, day, title[lang], words, local(entry.iri))


def _withdrawal(left: Withdrawn, lang: str) -> Change:
    name = left.iri.removeprefix(iris.ID)
    title = {"vi": f"Đã rút: {name}", "en": f"Withdrawn: {name}"}
    id_ = iris.part(left.iri, "withdrawn")
    return Change(id_, left.since, title[lang], left.reason[lang], local(left.iri))
