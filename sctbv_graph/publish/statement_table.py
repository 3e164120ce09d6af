"""The statements of a node as a table of HTML: the largest part of a page, and most of its links.

A plan's pages have some hundred thousand cells; a template takes four times as long for them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

import pyoxigraph as ox
from markupsafe import Markup

from sctbv_graph.publish.links import local
from sctbv_graph.query import cell_text
from sctbv_graph.store import Term
from sctbv_graph.templating import shown

_SAME = 5_000
"""Cells of each kind that are remembered: pages of a plan name the same things and passages."""


def statement_table(
    properties: Mapping[str, Sequence[Term]],
    labels: Mapping[str, str],
    basis: Mapping[str, str],
    basis_name: Callable[[str], str],
    link: Callable[[str], str],
) -> Markup:
    """Return a table with a row for each property of a node.

    ``labels`` are the names of what is named, ``basis`` how a node was come by, ``basis_name`` the
    word for it, ``link`` the address of the page at a path (`site_links.linking`).
    """
    parts = ['<table class="statements"><tbody>\n']
    for name, values in properties.items():
        parts.append(_head(link, name, labels.get(name)))
        for term in values:
            if isinstance(term, ox.Literal):
                parts.append(_words(term))
            elif isinstance(term, ox.NamedNode):
                iri = term.value
                how = basis.get(iri, "read")
                said = basis_name(how) if how != "read" else ""
                parts.append(_named(link, iri, labels.get(iri, iri), said))
            else:
                parts.append(f"<div>{shown(str(term).removeprefix('_:'))}</div>")
        parts.append("</td></tr>\n")
    parts.append("</tbody></table>")
    # All that is put in stands escaped by now.
    return Markup("".join(parts))  # noqa: S704


@lru_cache(maxsize=_SAME)
def _head(link: Callable[[str], str], name: str, label: str | None) -> str:
    said = shown(label or name.rpartition("#")[2].rpartition("/")[2])
    return f'<tr><th scope="row"><a href="{shown(link(local(name)))}">{said}</a></th><td>'


@lru_cache(maxsize=_SAME)
def _words(term: ox.Literal) -> str:
    text, spoken = shown(cell_text(term, {})), term.language
    return (
        f'<div><span lang="{shown(spoken)}">{text}</span></div>' if spoken else f"<div>{text}</div>"
    )


@lru_cache(maxsize=_SAME)
def _named(link: Callable[[str], str], iri: str, label: str, basis: str) -> str:
    if not iri.startswith("http"):
        return f"<div>{shown(iri)}</div>"
    said = f' <span class="basis">{shown(basis)}</span>' if basis else ""
    return f'<div><a href="{shown(link(local(iri)))}">{shown(label)}</a>{said}</div>'
