"""What the pages may do in a browser, as Content-Security-Policy says it.

A page of the site of files says its policy itself (``meta``), where ``frame-ancestors`` and
``sandbox`` do not count: hosts that send headers get those from `publish.rewrite`.
"""

from __future__ import annotations

YASGUI_STYLE = "'sha256-zCK2EVMoPc04mRF/g5CotUvxbJPWS+8V0b+s9ptqQIk='"
"""YASGUI 4.6.2 puts one style element into the page; any other is refused. Its hash is that of this
version: the browser tests tell when an upgrade changes it."""

SITE = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'"
)
"""A page of the site of files: nothing but with its own site."""

SITE_SPARQL = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; "
    f"style-src 'self' {YASGUI_STYLE}; img-src 'self' data:; "
    "object-src 'none'; base-uri 'none'; form-action 'none'"
)
"""The SPARQL page of the site; it may compile WebAssembly."""

SITE_ASK = SITE.replace(
    "default-src 'self';", "default-src 'self'; script-src 'self' 'wasm-unsafe-eval';"
)
"""The page of a question that can be asked with other values: it may compile WebAssembly too."""
