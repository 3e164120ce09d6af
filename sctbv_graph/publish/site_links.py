"""Addresses in a site of files: relative, so that it works from any folder of any web host.

The page of a path is the ``index.html`` of a folder of that name, English pages stand under
``en/``; data and everything else without a language keep their path. Only `SiteLinks.absolute`
names the host, for what search engines and citations need.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from typing import ClassVar

from sctbv_graph.publish import policies
from sctbv_graph.publish.links import Links


def folder_of(path: str, lang: str) -> str:
    """Return the folder of a page, "" for the home page.

    >>> folder_of("/page/task/a/5", "en"), folder_of("/", "vi")
    ('en/page/task/a/5/', '')
    """
    inside = path.strip("/")
    return ("en/" if lang == "en" else "") + (f"{inside}/" if inside else "")


def page_file(path: str, lang: str) -> str:
    """Return the file of a page.

    >>> page_file("/def", "vi")
    'def/index.html'
    """
    return folder_of(path, lang) + "index.html"


def _inside(path: str, lang: str) -> str:
    """Return the address of a page from the root of the site."""
    address, hash_, fragment = path.partition("#")
    address, mark, query = address.partition("?")
    return f"{folder_of(address, lang)}{mark}{query}{hash_}{fragment}"


@dataclass(frozen=True)
class SiteLinks:
    """The links of one page of the site: ``base`` is the site's address, ending in a slash."""

    base: str
    path: str
    lang: str

    policy: ClassVar[str] = policies.SITE

    @cached_property
    def up(self) -> str:
        """The way from this page to the root of the site."""
        return "../" * folder_of(self.path, self.lang).count("/") or "./"

    def page(self, path: str, lang: str) -> str:
        """Return the relative address of a page.

        >>> SiteLinks("https://example.org/", "/page/task/a/5", "en").page("/def#Task", "en")
        '../../../../../en/def/#Task'
        """
        return _from(self.up, lang)(path)

    def file(self, path: str) -> str:
        """Return the relative address of a file."""
        return self.up + path.removeprefix("/") if path.startswith("/") else path

    def absolute(self, lang: str) -> str:
        """Return the full address of this page in a language."""
        return self.base + folder_of(self.path, lang)


@dataclass(frozen=True)
class RootedLinks(SiteLinks):
    """Links from the root of the host, for the page that is shown at any address: "not found"."""

    @cached_property
    def up(self) -> str:
        """The path of the site on its host."""
        return "/" + self.base.split("/", 3)[3]


def linking(links: Links, lang: str) -> Callable[[str], str]:
    """Return what gives the address of the page at a path, as ``links.page`` does.

    It is one function for all pages that stand as deep in a site, or on a server, and remembers
    what it gave: most pages name the same others.
    """
    if isinstance(links, SiteLinks):
        return _from(links.up, lang)
    return _by(links, lang) if isinstance(links, Hashable) else partial(links.page, lang=lang)


@lru_cache(maxsize=32)
def _from(up: str, lang: str) -> Callable[[str], str]:
    @lru_cache(maxsize=5_000)
    def page(path: str) -> str:
        return up + _inside(path, lang) if path.startswith("/") else path

    return page


@lru_cache(maxsize=8)
def _by(links: Links, lang: str) -> Callable[[str], str]:
    return lru_cache(maxsize=5_000)(partial(links.page, lang=lang))
