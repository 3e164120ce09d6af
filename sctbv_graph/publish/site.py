"""The whole portal as files for any web host: ``sctbv publish``.

Everything is a list of producers, functions of `Site` that yield (path, content); the writer
(`publish.writing`) compares and writes. Nothing asks a clock: what depends on a day is told as of
the day of the data, the newest day on which a source was received.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.audit.records import SEVERITIES
from sctbv_graph.audit.words import SEVERITY
from sctbv_graph.audit.writers import FORMATS as REPORTS
from sctbv_graph.audit.writers.as_html import Download, style_source, with_downloads
from sctbv_graph.build import data_version
from sctbv_graph.corpus import filed_sources
from sctbv_graph.errors import InputError
from sctbv_graph.publish import policies
from sctbv_graph.publish.browser import asset_files, examples, search_index, sparql_files
from sctbv_graph.publish.home import home_page
from sctbv_graph.publish.links import local
from sctbv_graph.publish.many import File, things_of
from sctbv_graph.publish.margin import reports_of
from sctbv_graph.publish.ontology import published_file
from sctbv_graph.publish.ontology_page import ontology_values
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.question_pages import question_files
from sctbv_graph.publish.remembering import Remembering
from sctbv_graph.publish.rewrite import rewrite_files
from sctbv_graph.publish.rule_pages import rule_values, rules_values
from sctbv_graph.publish.site_data import open_data_files
from sctbv_graph.publish.site_links import RootedLinks, SiteLinks, page_file
from sctbv_graph.publish.source_text import text_page
from sctbv_graph.publish.withdrawn import load_withdrawn
from sctbv_graph.publish.writing import Written, write_folder
from sctbv_graph.settings import BASE, Settings
from sctbv_graph.store import EmbeddedStore

_BASE_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d+)?(?:/[A-Za-z0-9._~-]+)*/?")


@dataclass(frozen=True)
class Site:
    """What the producers work from: the pages, the site's address, the day and name of the data.

    ``stated`` tells whether somebody gave the address; else it is the base of the IRIs.
    """

    pages: Pages
    base: str
    stated: bool
    version: str
    day: date

    @property
    def settings(self) -> Settings:
        """The folders the data come from."""
        return self.pages.settings

    def page(
        self, path: str, template: str, values: Callable[[str], dict[str, Any]]
    ) -> Iterator[File]:
        """Yield a page in both languages; ``values`` is asked once for each."""
        for lang in LANGUAGES:
            links = SiteLinks(self.base, path, lang)
            html = self.pages.render(template, lang, path, links, **values(lang))
            yield page_file(path, lang), html.encode()


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
    pages = Pages(settings, Remembering(store), day=day)
    site = Site(pages, base or BASE, bool(base), data_version(settings), day)
    return write_folder(folder, site_files(site, say))


def site_files(site: Site, say: Callable[[str, str], None]) -> Iterator[File]:
    """Yield every file of the site, telling at each part what is being made."""
    with things_of(site.pages, site.base) as things:
        for vi, en, produce in PRODUCERS:
            say(f"{vi}…", f"{en}…")
            yield from produce(site) if produce else things()


def _front(site: Site) -> Iterator[File]:
    for lang in LANGUAGES:
        links = SiteLinks(site.base, "/", lang)
        yield page_file("/", lang), home_page(site.pages, lang, links).encode()
    yield from site.page("/search", "site/search.html", lambda _: {})
    yield "search/index.json", search_index(site.pages)
    values = {"examples": examples(), "policy": policies.SITE_SPARQL}
    yield from site.page("/sparql", "site/sparql.html", lambda _: values)
    yield from sparql_files()
    links = RootedLinks(site.base, "/404", "vi")
    yield "404.html", site.pages.render("site/missing.html", "vi", "/404", links).encode()
    yield ".nojekyll", b""  # GitHub Pages leaves out names with a full stop or "_" without it


def _ontology(site: Site) -> Iterator[File]:
    yield from site.page("/def", "ontology.html", lambda lang: ontology_values(site.pages, lang))
    for suffix in ("ttl", "jsonld", "rdf", "nt"):
        yield f"def.{suffix}", published_file(suffix)


def _questions(site: Site) -> Iterator[File]:
    return question_files(site.pages, site.base, site.version, site.day)


def _rules(site: Site) -> Iterator[File]:
    yield from site.page("/rules", "rules.html", rules_values)
    for name in load_audit_rules():
        yield from site.page(f"/rules/{name}", "rule.html", partial(rule_values, name))


def _audits(site: Site) -> Iterator[File]:
    """Yield the report of each plan, as a page and for programs, and the list of them."""
    audited = []
    for document, report in sorted(reports_of(site.pages).items()):
        key = document.rpartition("/")[2]
        audited.append((key, report.source.name, report))
        path = f"/audit/{key}"
        for name in ("json", "ttl"):
            yield f"audit/{key}/report.{name}", REPORTS[name].write(report, "vi", False, b"")
        for lang in LANGUAGES:
            links = SiteLinks(site.base, path, lang)
            loads = [
                Download(name, links.file(f"{path}/report.{end}"), f"{key}.{end}")
                for name, end in (("JSON", "json"), ("Turtle", "ttl"))
            ]
            html = REPORTS["html"].write(report, lang, False, b"")
            html = with_downloads(html, lang, loads, links.page("/audit", lang))
            yield page_file(path, lang), _with_policy(html)
    yield from site.page(
        "/audit",
        "site/audit.html",
        lambda lang: {"audited": audited, "severities": SEVERITIES, "severity": SEVERITY[lang]},
    )


def _with_policy(html: bytes) -> bytes:
    """Return a report with the policy that the server sends beside it."""
    policy = f"default-src 'none'; style-src {style_source()}; base-uri 'none'; form-action 'none'"
    head = b'<meta charset="utf-8">'
    meta = f'\n<meta http-equiv="Content-Security-Policy" content="{policy}">'.encode()
    return html.replace(head, head + meta, 1)


def _texts(site: Site) -> Iterator[File]:
    for document in sorted(site.pages.sources):
        path = "/text" + local(document).removeprefix("/page")
        for lang in LANGUAGES:
            links = SiteLinks(site.base, path, lang)
            yield page_file(path, lang), text_page(site.pages, document, lang, links).encode()


def _data(site: Site) -> Iterator[File]:
    return open_data_files(site.pages, site.base, site.version)


def _rewrites(site: Site) -> Iterable[File]:
    return rewrite_files(site.base, site.stated, load_withdrawn(site.settings).values())


PRODUCERS: tuple[tuple[str, str, Callable[[Site], Iterable[File]] | None], ...] = (
    ("Trang chủ, tìm kiếm, SPARQL", "Home, search, SPARQL", _front),
    ("Ontology", "Ontology", _ontology),
    ("Câu hỏi và câu trả lời", "Questions and answers", _questions),
    ("Quy tắc", "Rules", _rules),
    ("Kiểm tra các kế hoạch", "Audits of the plans", _audits),
    ("Nguyên văn", "Source texts", _texts),
    ("Trang và dữ liệu của mọi đối tượng", "Pages and data of all things", None),
    ("Dữ liệu mở: tệp, mô tả, bản phát hành", "Open data: dumps, descriptions, releases", _data),
    ("Kiểu dáng và mã chạy trong trình duyệt", "Styles and scripts", lambda _: asset_files()),
    ("Quy tắc chuyển địa chỉ", "Rewrite rules", _rewrites),
)
"""What the site is made of, in order: (Vietnamese, English, producer); things have none here, for
their making is under way all the time (`publish.many`)."""
