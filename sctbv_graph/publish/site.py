"""The whole portal as files for any web host: ``sctbv publish``.

Parts (`publish.site_parts`, `publish.parts`) are made (`publish.many`) as (path, content); the
writer (`publish.writing`) compares and writes. Nothing asks a clock: what depends on a day is told
as of the day of the data, the newest day on which a source was received.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from sctbv_graph.audit.records import SEVERITIES
from sctbv_graph.audit.words import SEVERITY
from sctbv_graph.build import data_version
from sctbv_graph.corpus import filed_sources
from sctbv_graph.errors import InputError
from sctbv_graph.publish.many import makers_of, pages_of
from sctbv_graph.publish.parts import Audited
from sctbv_graph.publish.site_parts import Site
from sctbv_graph.publish.writing import Written, write_folder
from sctbv_graph.settings import BASE, Settings
from sctbv_graph.store import EmbeddedStore

_BASE_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~-]+)*/?")


def base_url(given: str) -> str:
    """Return the address of a site, ending in a slash; "" where none is given.

    Raises `InputError` where it is no plain http(s) address of a folder.

    >>> base_url("https://example.org/sctbv")
    'https://example.org/sctbv/'
    """
    if not given:
        return ""
    if not _BASE_URL.fullmatch(given) or ".." in urlsplit(given).path.split("/"):
        raise InputError(
            f"“{given}” không phải địa chỉ của một trang (--base-url); hãy viết đầy đủ như "
            "https://vi-du.vn/sctbv/, không có ?, # hay tên người dùng.",
            f"“{given}” is no address of a site (--base-url); write it in full, as in "
            "https://example.org/sctbv/, without ?, # or user name.",
        )
    return given.rstrip("/") + "/"


def day_of_data(settings: Settings) -> date:
    """Return the newest day on which a source was received; the same data has the same day."""
    days = [str(entry.get("received", "")) for _, entry in filed_sources(settings)]
    known = [date.fromisoformat(day) for day in days if re.fullmatch(r"\d{4}-\d\d-\d\d", day)]
    return max(known, default=date(2020, 6, 24))  # the day of Quyết định 889/QĐ-TTg


def publish(
    settings: Settings,
    store: EmbeddedStore,
    folder: Path,
    base: str,
    say: Callable[[str, str], None],
) -> Written:
    """Write the portal into a folder; ``base`` is `base_url`'s, "" for the base of the IRIs.

    Raises `InputError` where the folder holds what is not ours.
    """
    day = day_of_data(settings)
    pages = pages_of(settings, store, day)
    site = Site(pages, base or BASE, bool(base), data_version(settings), day)
    return write_folder(folder, site_files(site, say))


def site_files(site: Site, say: Callable[[str, str], None]) -> Iterator[tuple[str, bytes | Path]]:
    """Yield every file of the site, telling at each part what is being made; see `write_folder`."""
    with makers_of(site) as makers:
        yield from makers.files(say)
        yield from _audits(site, makers.audited)


def _audits(site: Site, audited: Iterable[Audited]) -> Iterator[tuple[str, bytes]]:
    """Yield the list of the plans and what weighs on each."""
    listed = sorted((one.document.rpartition("/")[2], one.name, one.counts) for one in audited)
    yield from site.page(
        "/audit",
        "site/audit.html",
        lambda lang: {"audited": listed, "severities": SEVERITIES, "severity": SEVERITY[lang]},
    )
