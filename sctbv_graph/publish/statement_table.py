"""The statements of a node as a table of HTML: the largest part of a page, and most of its links.

A plan's pages have some hundred thousand cells; a template takes four times as long for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from markupsafe import Markup

from sctbv_graph.publish.links import local
from sctbv_graph.query import cell_text
from sctbv_graph.store import Term
from sctbv_graph.templating import shown


def statement_table(
    properties: Mapping[str, Sequence[Term]],
    labels: Mapping[str, str],
    basis: Mapping[str, str],
    basis_name: Callable[[str], str],
    link: Callable[[str], str],
) -> Markup:
    """Return a table with a row for each property of a node.

    ``labels`` are the names of what is named, ``basis`` how a node was come by, ``basis_name`` the
    word for it, ``link`` the address of the page at a path.
    """

    def rows() -> Iterator[str]:
        for name, values in properties.items():
            label = shown(labels.get(name) or name.rpartition("#")[2].rpartition("/")[2])
            yield f'<tr><th scope="row"><a href="{shown(link(local(name)))}">{label}</a></th><td>'
            for term in values:
                yield f"<div>{cell(term)}</div>"
            yield "</td></tr>\n"

    def cell(term: Term) -> str:
        if isinstance(term, ox.Literal):
            text, spoken = shown(cell_text(term, labels)), term.language
            return f'<span lang="{shown(spoken)}">{text}</span>' if spoken else text
        if not isinstance(term, ox.NamedNode):
            return shown(str(term).removeprefix("_:"))
        iri = term.value
        if not iri.startswith("http"):
            return shown(iri)
        how = basis.get(iri, "read")
        said = f' <span class="basis">{shown(basis_name(how))}</span>' if how != "read" else ""
        return f'<a href="{shown(link(local(iri)))}">{shown(labels.get(iri, iri))}</a>{said}'

    # All that is put in stands escaped by now.
    return Markup(f'<table class="statements"><tbody>\n{"".join(rows())}</tbody></table>')  # noqa: S704
