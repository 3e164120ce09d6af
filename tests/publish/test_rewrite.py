"""The rules for web hosts choose as the server does; `.ci/run` tries them in Apache and nginx."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from starlette.requests import Request

from sctbv_graph.publish.rewrite import ENGLISH, apache, forms, nginx, rewrite_files, w3id
from sctbv_graph.publish.withdrawn import Withdrawn
from sctbv_graph.web.forms import form_of, language_of

ACCEPTS = [
    "*/*",
    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8",
    "text/turtle",
    "application/n-triples",
    "application/ld+json",
    "application/rdf+xml",
    "application/trig",
    "application/json",
    "Text/Turtle",
    'text/turtle; charset="utf-8"',
    "text/turtle;q=0.5, application/ld+json",
    "application/rdf+xml, text/html;q=0.9",
    "text/html;q=0.3, text/turtle;q=0",
    "application/xhtml+xml;q=0.9, application/trig;q=0",
    # rdflib 7, Jena 5, Protégé (OWL API)
    "application/rdf+xml,text/rdf+n3;q=0.9,application/xhtml+xml;q=0.5, */*;q=0.1",
    "text/turtle,application/n-triples;q=0.9,application/ld+json;q=0.8,*/*;q=0.3",
    "application/rdf+xml, application/xml; q=0.7, text/xml; q=0.6, text/plain; q=0.1, */*; q=0.09",
]
LANGUAGES = ["en", "en-GB,vi;q=0.5", "vi-VN,en;q=0.8", "fr", "fr, en;q=0.2", "", "vi", "de,vi,en"]


def asked(**headers: str) -> Request:
    pairs = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    return Request({"type": "http", "headers": pairs, "query_string": b"", "path": "/"})


def by_table(accept: str) -> str:
    found = (to for pattern, to in forms() if re.search(pattern, accept, re.IGNORECASE))
    return next(found, "").removeprefix(".") or "html"


@pytest.mark.parametrize("accept", ACCEPTS)
def test_the_table_chooses_the_form_that_the_server_chooses(accept: str) -> None:
    assert by_table(accept) == form_of(asked(accept=accept))


@pytest.mark.parametrize("languages", LANGUAGES)
def test_the_language_is_chosen_as_the_server_does(languages: str) -> None:
    english = bool(re.search(ENGLISH, languages, re.IGNORECASE))
    assert ("en" if english else "vi") == language_of(asked(accept_language=languages))


def test_nothing_in_the_rules_breaks_them() -> None:
    """Quotes and braces stand in pairs, no pattern holds a quote."""
    gone = ["agency/so-cong-thong-ca-mau"]
    for text in (apache("/a/", gone), nginx("/a/", gone), w3id("https://example.org/a/")):
        for line in text.splitlines():
            assert line.count('"') % 2 == 0, line
        outside = re.sub(r'"[^"]*"', "", text)
        assert outside.count("{") == outside.count("}")
    assert not any('"' in pattern for pattern, _ in forms())


def test_the_rules_for_w3id_need_an_address() -> None:
    """Without one of its own the site would be sent to itself for ever."""
    gone = Withdrawn("https://w3id.org/sctbv/id/agency/a", date(2026, 3, 1), "", {})
    stated = dict(rewrite_files("https://example.org/a/", True, [gone]))
    assert set(stated) == {".htaccess", "rewrite/nginx.conf", "rewrite/w3id.htaccess"}
    assert b"ErrorDocument 404 /a/404.html" in stated[".htaccess"]
    assert b"ErrorDocument 410 /a/410.html" in stated[".htaccess"]
    assert all(b"agency/a" in stated[name] for name in (".htaccess", "rewrite/nginx.conf"))
    alone = dict(rewrite_files("https://w3id.org/sctbv/", False, []))
    assert set(alone) == {".htaccess", "rewrite/nginx.conf"}
    assert b"ErrorDocument" not in alone[".htaccess"]


def test_the_rules_lie_in_the_site(site: Path) -> None:
    assert (
        b"https://example.org/du-lieu/sctbv/data/$1"
        in (site / "rewrite/w3id.htaccess").read_bytes()
    )
    assert (site / ".htaccess").is_file()
