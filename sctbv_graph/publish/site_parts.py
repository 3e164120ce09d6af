"""The parts of a site of files that are no thing's: home, questions, rules, data as a whole.

Each is a function of `Site` that yields (path, content); what is long comes in pieces.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.publish import policies
from sctbv_graph.publish.browser import asset_files, examples, search_index, sparql_files
from sctbv_graph.publish.home import home_page
from sctbv_graph.publish.ontology import published_file
from sctbv_graph.publish.ontology_modules import FORMS, MODULES, module_file, module_values
from sctbv_graph.publish.ontology_page import ontology_values
from sctbv_graph.publish.pages import LANGUAGES, Pages
from sctbv_graph.publish.question_pages import question_files
from sctbv_graph.publish.rewrite import rewrite_files
from sctbv_graph.publish.rule_pages import rule_values, rules_values
from sctbv_graph.publish.site_data import open_data_files
from sctbv_graph.publish.site_links import RootedLinks, SiteLinks, page_file
from sctbv_graph.publish.withdrawn import Withdrawn, load_withdrawn
from sctbv_graph.settings import Settings

Content = bytes | Iterator[bytes]
File = tuple[str, Content]


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
    ) -> Iterator[tuple[str, bytes]]:
        """Yield a page in both languages; ``values`` is asked once for each."""
        for lang in LANGUAGES:
            links = SiteLinks(self.base, path, lang)
            html = self.pages.render(template, lang, path, links, **values(lang))
            yield page_file(path, lang), html.encode()


def _front(site: Site) -> Iterator[File]:
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
    for name in MODULES:

        def values(_: str, name: str = name) -> dict[str, Any]:
            return module_values(name)

        yield from site.page(f"/def/{name}", "ontology_module.html", values)
        for suffix, _ in FORMS:
            yield f"def/{name}.{suffix}", module_file(name, suffix)


def _questions(site: Site) -> Iterator[File]:
    return question_files(site.pages, site.base, site.version, site.day)


def _rules(site: Site) -> Iterator[File]:
    yield from site.page("/rules", "rules.html", rules_values)
    for name in load_audit_rules():
        yield from site.page(f"/rules/{name}", "rule.html", partial(rule_values, name))


def _data(site: Site) -> Iterator[File]:
    yield from open_data_files(site.pages, site.base, site.version)
    for lang in LANGUAGES:  # here, for it describes the same catalogue
        links = SiteLinks(site.base, "/", lang)
        yield page_file("/", lang), home_page(site.pages, lang, links).encode()


def _assets(_: Site) -> Iterator[File]:
    return asset_files()


def _rewrites(site: Site) -> Iterable[File]:
    withdrawn = load_withdrawn(site.settings).values()
    yield from rewrite_files(site.base, site.stated, withdrawn)
    if withdrawn:
        yield "410.html", gone_page(site.pages, site.base, withdrawn)


def gone_page(pages: Pages, base: str, withdrawn: Iterable[Withdrawn]) -> bytes:
    """Return the page that a host shows at the addresses of what was withdrawn: all of it."""
    links = RootedLinks(base, "/410", "vi")
    listed = sorted(withdrawn, key=lambda one: one.iri)
    return pages.render("site/gone.html", "vi", "/410", links, withdrawn=listed).encode()


PRODUCERS: tuple[tuple[str, str, Callable[[Site], Iterable[File]]], ...] = (
    (
        "Dữ liệu mở: tệp, mô tả, bản phát hành; trang chủ",
        "Open data: dumps, descriptions, releases; home",
        _data,
    ),
    ("Câu hỏi và câu trả lời", "Questions and answers", _questions),
    ("Tìm kiếm, SPARQL", "Search, SPARQL", _front),
    ("Ontology", "Ontology", _ontology),
    ("Quy tắc", "Rules", _rules),
    ("Kiểu dáng và mã chạy trong trình duyệt", "Styles and scripts", _assets),
    ("Quy tắc chuyển địa chỉ", "Rewrite rules", _rewrites),
)
"""What there is, what takes longest first: (Vietnamese, English, producer)."""
