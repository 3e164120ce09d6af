"""Rules by which a web host answers ``/id/…`` from a site of files: for w3id, Apache and nginx.

All three read one table (`forms`): which regular expression of the Accept header leads to which
form, the first that fits. A host of files cannot weigh an Accept header as the server does
(`web.forms`), so: a form that is asked for without a weight comes first, then one with a weight,
then the page. The language is English where English stands in Accept-Language before Vietnamese.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from sctbv_graph import iris
from sctbv_graph.publish.links import FORMATS
from sctbv_graph.publish.ontology import load_ontology
from sctbv_graph.publish.ontology_modules import MODULES, load_module
from sctbv_graph.publish.withdrawn import Withdrawn
from sctbv_graph.results import MEDIA

ENGLISH = r"^(?:\s*(?!vi\b)[^,]*,)*\s*en\b"
"""Fits an Accept-Language header that likes English better."""

_ALSO = {"application/json": "jsonld", "application/xml": "rdf"}
_PAGES = ("text/html", "application/xhtml+xml")
_PARAMETERS = r"(?:\s*;\s*(?!q\s*=)[^,;]*)*"
_CONCEPT = rf"concept/(?!.*\.(?:{'|'.join(FORMATS)}|html)$).+?"
_DEF = rf"def(?:/(?:{'|'.join(MODULES)}))?"
"""The ontology and its modules."""
_URI = "%{REQUEST_URI}"
_NAMES = "id|concept|def|dataset"
_FRAME = "frame-ancestors 'none'"


def forms() -> list[tuple[str, str]]:
    """Return (regular expression of an Accept header, ending of the data; "" for the page)."""
    data = [(MEDIA[s].partition(";")[0], f".{s}") for s in FORMATS]
    data += [(media, f".{suffix}") for media, suffix in _ALSO.items()]
    offered = [*((media, "") for media in _PAGES), *data]
    # "q=0" rules a form out, whatever else is said of it.
    plain = [(rf"(?:^|,)\s*{re.escape(m)}{_PARAMETERS}\s*(?:,|$)", to) for m, to in offered]
    weighed = [
        (rf"(?:^|,)\s*{re.escape(m)}{_PARAMETERS}\s*;\s*q\s*=\s*(?:0\.0*[1-9]|1)", to)
        for m, to in offered
    ]
    return [*plain, *weighed]


def rewrite_files(
    base: str, stated: bool, withdrawn: Iterable[Withdrawn]
) -> Iterable[tuple[str, bytes]]:
    """Yield the rules; those for w3id only where the site has an address of its own (``stated``).

    ``.htaccess`` works by itself where Apache reads such files, in any folder; the one for w3id
    and the part of an nginx configuration lie in ``rewrite/`` to be put where they belong.
    """
    gone = sorted(one.iri.removeprefix(iris.ID) for one in withdrawn)
    path = urlsplit(base).path
    yield ".htaccess", apache(path if stated else "", gone).encode()
    yield "rewrite/nginx.conf", nginx(path, gone).encode()
    if stated:
        yield "rewrite/w3id.htaccess", w3id(base).encode()


def _chosen(environment: str = "SCTBV_FORM") -> list[str]:
    """Return the rules that put the form and the language asked for into the environment."""
    lines = []
    # Later rules win, so that the table is gone through from its end.
    for pattern, suffix in reversed(forms()):
        lines += [
            f'RewriteCond "%{{HTTP_ACCEPT}}" "{pattern}" [NC]',
            f'RewriteRule ".*" "-" [E={environment}:{suffix or "page"}]',
        ]
    return [
        *lines,
        f'RewriteCond "%{{HTTP:Accept-Language}}" "{ENGLISH}" [NC]',
        'RewriteRule ".*" "-" [E=SCTBV_LANG:en/]',
    ]


def _versions() -> list[tuple[str, str]]:
    """Return (path, path of its version IRI) of the ontology and its modules."""
    made = [("def", f"def/{load_ontology().version}")]
    return made + [(f"def/{name}", f"def/{name}/{load_module(name).version}") for name in MODULES]


_ASKED_DATA = 'RewriteCond "%{ENV:SCTBV_FORM}" "^\\."'


def _versioned(root: str, path: str, version: str) -> list[str]:
    """Return the rules by which the IRI of a version, that of now, leads to what it is of."""
    pattern = f"^{re.escape(version)}/?$"
    return [
        'RewriteCond "%{ENV:SCTBV_FORM}" "=.trig"',
        f'RewriteRule "{pattern}" "{root}{path}.ttl" [R=303,L]',
        _ASKED_DATA,
        f'RewriteRule "{pattern}" "{root}{path}%{{ENV:SCTBV_FORM}}" [R=303,L]',
        f'RewriteRule "{pattern}" "{root}%{{ENV:SCTBV_LANG}}{path}/" [R=303,L]',
    ]


def w3id(base: str) -> str:
    """Return the file for w3id.org: ``sctbv/.htaccess`` of github.com/perma-id/w3id.org."""
    return _lines(
        "# Where https://w3id.org/sctbv/ leads; written by `sctbv publish`.",
        "RewriteEngine on",
        *_chosen(),
        _ASKED_DATA,
        f'RewriteRule "^id/(.+?)/?$" "{base}data/$1%{{ENV:SCTBV_FORM}}" [R=303,L]',
        f'RewriteRule "^id/(.+?)/?$" "{base}%{{ENV:SCTBV_LANG}}page/$1/" [R=303,L]',
        'RewriteCond "%{ENV:SCTBV_FORM}" "=.trig"',
        f'RewriteRule "^({_DEF})/?$" "{base}$1.ttl" [R=303,L]',
        _ASKED_DATA,
        f'RewriteRule "^({_DEF})/?$" "{base}$1%{{ENV:SCTBV_FORM}}" [R=303,L]',
        _ASKED_DATA,
        f'RewriteRule "^({_CONCEPT})/?$" "{base}$1%{{ENV:SCTBV_FORM}}" [R=303,L]',
        f'RewriteRule "^({_DEF}|{_CONCEPT})/?$" "{base}%{{ENV:SCTBV_LANG}}$1/" [R=303,L]',
        *(line for path, version in _versions() for line in _versioned(base, path, version)),
        'RewriteCond "%{ENV:SCTBV_FORM}" "=.trig"',
        f'RewriteRule "^dataset(?:/.*)?$" "{base}catalog.ttl" [R=303,L]',
        _ASKED_DATA,
        f'RewriteRule "^dataset(?:/.*)?$" "{base}catalog%{{ENV:SCTBV_FORM}}" [R=303,L]',
        f'RewriteRule "^dataset(?:/.*)?$" "{base}%{{ENV:SCTBV_LANG}}catalog/" [R=303,L]',
        f'RewriteRule "^(.*)$" "{base}$1" [R=302,L]',
    )


def apache(path: str, gone: Sequence[str]) -> str:
    """Return the ``.htaccess`` of the site; ``path`` is the site's on its host, "" if unknown."""
    types = [
        f'AddType "{MEDIA[suffix]}" .{suffix}' for suffix in (*FORMATS, "nq") if suffix in MEDIA
    ]
    return _lines(
        "# Written by `sctbv publish`: 303 from /id/ to page or data, types, headers.",
        "AddDefaultCharset utf-8",
        *types,
        "AddType application/wasm .wasm",
        "AddType application/gzip .gz",
        "AddType application/atom+xml .atom",
        '<Files "void">',
        '  ForceType "text/turtle; charset=utf-8"',
        "</Files>",
        "RemoveEncoding .gz",
        *([f"ErrorDocument 404 {path}404.html"] if path else []),
        *([f"ErrorDocument 410 {path}410.html"] if path and gone else []),
        "<IfModule mod_headers.c>",
        '  Header always set Access-Control-Allow-Origin "*"',
        f'  Header always set Content-Security-Policy "{_FRAME}"',
        '  Header always set X-Content-Type-Options "nosniff"',
        f'  Header always merge Vary "Accept" "expr={_URI} =~ m#/(?:{_NAMES})(?:/|$)#"',
        f'  Header always merge Vary "Accept-Language" "expr={_URI} =~ m#/(?:id/|dataset)#"',
        "</IfModule>",
        "RewriteEngine on",
        "# The folder that this file lies in, as the visitor sees it.",
        'RewriteCond "%{REQUEST_URI}::$1" "^(.*?/)(.*)::\\2$"',
        'RewriteRule "^(.*)$" "-" [E=SCTBV_ROOT:%1]',
        *(f'RewriteRule "^(?:en/)?(?:id|page|data)/{re.escape(key)}(?:[./]|$)" "-" [G]'
          for key in gone),
        *_chosen(),
        _ASKED_DATA,
        'RewriteRule "^id/(.+?)/?$" "%{ENV:SCTBV_ROOT}data/$1%{ENV:SCTBV_FORM}" [R=303,L]',
        'RewriteRule "^id/(.+?)/?$" "%{ENV:SCTBV_ROOT}%{ENV:SCTBV_LANG}page/$1/" [R=303,L]',
        'RewriteCond "%{ENV:SCTBV_FORM}" "=.trig"',
        f'RewriteRule "^({_DEF})/?$" "%{{ENV:SCTBV_ROOT}}$1.ttl" [R=303,L]',
        _ASKED_DATA,
        f'RewriteRule "^({_DEF})/?$" "%{{ENV:SCTBV_ROOT}}$1%{{ENV:SCTBV_FORM}}" [R=303,L]',
        *(line for path, version in _versions()
          for line in _versioned("%{ENV:SCTBV_ROOT}", path, version)),
        'RewriteCond "%{ENV:SCTBV_FORM}" "=.trig"',
        'RewriteRule "^dataset(?:/.*)?$" "%{ENV:SCTBV_ROOT}catalog.ttl" [R=303,L]',
        _ASKED_DATA,
        'RewriteRule "^dataset(?:/.*)?$" "%{ENV:SCTBV_ROOT}catalog%{ENV:SCTBV_FORM}" [R=303,L]',
        'RewriteRule "^dataset(?:/.*)?$" "%{ENV:SCTBV_ROOT}%{ENV:SCTBV_LANG}catalog/" [R=303,L]',
        _ASKED_DATA,
        'RewriteCond "%{REQUEST_FILENAME}" "!-f"',
        'RewriteRule "^(concept/.+?)/?$" "%{ENV:SCTBV_ROOT}$1%{ENV:SCTBV_FORM}" [R=303,L]',
    )  # fmt: skip


def nginx(path: str, gone: Sequence[str]) -> str:
    """Return the configuration for nginx: two maps, and the locations of one ``server``."""
    table = [f'    "~*{pattern}" "{suffix}";' for pattern, suffix in forms()]
    headers = [
        '    add_header Access-Control-Allow-Origin "*" always;',
        f'    add_header Content-Security-Policy "{_FRAME}" always;',
        '    add_header X-Content-Type-Options "nosniff" always;',
    ]
    more = [line.replace("    ", "        ", 1) for line in headers]
    types = [
        line
        for suffix in (*FORMATS, "nq")
        for line in (
            f'    location ~ \\.{suffix}$ {{ types {{}} default_type "{MEDIA[suffix]}"; }}',
        )
    ]
    return _lines(
        "# Written by `sctbv publish`. To be included inside http { }; set root and server_name.",
        "map $http_accept $sctbv_form {",
        '    default "";',
        *table,
        "}",
        "map $http_accept_language $sctbv_lang {",
        '    default "";',
        f'    "~*{ENGLISH}" "en/";',
        "}",
        "server {",
        "    listen 80;",
        "    server_name _;",
        f"    root /var/www/html;  # the folder that {path} is in: the site's files lie in .{path}",
        "    index index.html;",
        "    charset utf-8;",
        "    absolute_redirect off;",
        "    gzip on;",
        "    gzip_types text/css text/javascript application/javascript application/json "
        "text/turtle application/n-triples application/ld+json application/rdf+xml "
        "application/trig image/svg+xml application/wasm;",
        f"    error_page 404 {path}404.html;",
        *([f"    error_page 410 {path}410.html;"] if gone else []),
        *headers,
        *(f'    location ~ "^{path}(?:en/)?(?:id|page|data)/{re.escape(key)}(?:[./]|$)" '
          "{ return 410; }" for key in gone),
        f'    location ~ "^{path}id/(?<sctbv_key>.+?)/?$" {{',
        '        add_header Vary "Accept, Accept-Language" always;',
        *more,
        f"        if ($sctbv_form) {{ return 303 {path}data/$sctbv_key$sctbv_form; }}",
        f"        return 303 {path}${{sctbv_lang}}page/$sctbv_key/;",
        "    }",
        f'    location ~ "^{path}(?<sctbv_key>{_CONCEPT})/?$" {{',
        '        add_header Vary "Accept" always;',
        *more,
        f"        if ($sctbv_form) {{ return 303 {path}$sctbv_key$sctbv_form; }}",
        f"        try_files {path}$sctbv_key/index.html =404;",
        "    }",
        f'    location ~ "^{path}(?<sctbv_key>{_DEF})/?$" {{',
        '        add_header Vary "Accept" always;',
        *more,
        f'        if ($sctbv_form = ".trig") {{ return 303 {path}$sctbv_key.ttl; }}',
        f"        if ($sctbv_form) {{ return 303 {path}$sctbv_key$sctbv_form; }}",
        f"        try_files {path}$sctbv_key/index.html =404;",
        "    }",
        *(line for to, version in _versions() for line in (
            f'    location ~ "^{path}{re.escape(version)}/?$" {{',
            '        add_header Vary "Accept, Accept-Language" always;',
            *more,
            f'        if ($sctbv_form = ".trig") {{ return 303 {path}{to}.ttl; }}',
            f"        if ($sctbv_form) {{ return 303 {path}{to}$sctbv_form; }}",
            f"        return 303 {path}${{sctbv_lang}}{to}/;",
            "    }",
        )),
        f'    location ~ "^{path}dataset(?:/.*)?$" {{',
        '        add_header Vary "Accept, Accept-Language" always;',
        *more,
        f'        if ($sctbv_form = ".trig") {{ return 303 {path}catalog.ttl; }}',
        f"        if ($sctbv_form) {{ return 303 {path}catalog$sctbv_form; }}",
        f"        return 303 {path}${{sctbv_lang}}catalog/;",
        "    }",
        f"    location = {path}.well-known/void {{ types {{}} default_type text/turtle; }}",
        "    location ~ \\.gz$ { types {} default_type application/gzip; }",
        "    location ~ \\.atom$ { types {} default_type application/atom+xml; }",
        *types,
        "    location ~ \\.wasm$ { types {} default_type application/wasm; }",
        "}",
    )  # fmt: skip


def _lines(*lines: str) -> str:
    return "\n".join(lines) + "\n"
