"""The quotes that a thing rests on, out of its own description: most often they stand in it.

As HTML they are written by a function: a plan's pages have a thousand, and a template takes three
times as long for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from markupsafe import Markup, escape

from sctbv_graph import iris
from sctbv_graph.publish.facts import Place
from sctbv_graph.query import Passage, passages_of, text_of
from sctbv_graph.store import Store, Term
from sctbv_graph.templating import shown

_Said = Mapping[str, Mapping[str, Iterable[Term]]]
"""Node -> property -> values."""

Quote = tuple[Passage, str]
"""A passage, and its words between those that stand around them, as HTML."""

_NEEDED = ("exactQuote", "evidenceSource", "startLine", "startOffset", "endOffset")
_IRIS = {
    name: iris.term(name)
    for name in (*_NEEDED, "hasEvidence", "basis", "tableRow", "tableColumn", "supportsProperty")
}


def passages_in(store: Store, nodes: Iterable[str], said: _Said) -> dict[str, list[Passage]]:
    """Return the passages of a thing and its fragments, as `query.passages_of` gives them.

    ``said`` is all of its description; the store is asked only where a passage is not part of it.
    """
    wanted = sorted(nodes)
    rests = {node: _texts(said.get(node, {}), "hasEvidence") for node in wanted}
    if any(evidence not in said for some in rests.values() for evidence in some):
        return passages_of(store, wanted)
    made = {}
    for node, some in rests.items():
        basis = (_texts(said.get(node, {}), "basis") or ["/read"])[-1].rsplit("/", 1)[1]
        passages = [p for evidence in some for p in _passages(said[evidence], node, basis)]
        if passages:
            made[node] = sorted(passages, key=lambda p: (p.start, p.end, p.supports))
    return made


def _texts(of: Mapping[str, Iterable[Term]], name: str) -> list[str]:
    return [text_of(term) for term in of.get(_IRIS[name], ())]


def _passages(of: Mapping[str, Iterable[Term]], node: str, basis: str) -> list[Passage]:
    """Return one passage for each fact of a node that a piece of evidence supports."""
    needed = [(_texts(of, name) or [""])[0] for name in _NEEDED]
    if "" in needed[1:]:
        return []
    quote, document, line, start, end = needed
    row, column = _texts(of, "tableRow"), _texts(of, "tableColumn")
    return [
        Passage(
            quote=quote,
            document=document,
            line=int(line),
            start=int(start),
            end=int(end),
            row=int(row[0]) if row else None,
            column=column[0] if column else None,
            node=node,
            basis=basis,
            supports=supports,
        )
        for supports in _texts(of, "supportsProperty") or [""]
    ]


def quoted(
    passages: Mapping[str, Sequence[Passage]],
    context: Callable[[Passage], tuple[str, str, str]],
) -> dict[str, list[Quote]]:
    """Return passages with their words as pages in all languages show them.

    Of a node each place stands once, though it supports several facts. ``context`` gives the words
    before a quote, the quote, and those after it.
    """

    def words(passage: Passage) -> str:
        before, quote, after = map(escape, context(passage))
        return f"{before}<mark>{quote}</mark>{after}"

    once = {
        node: {(p.document, p.start, p.end): p for p in some}.values()
        for node, some in passages.items()
    }
    return {node: [(p, words(p)) for p in some] for node, some in once.items()}


def quote_list(
    quotes: Iterable[Quote], lang: str, link: Callable[[str], str], readable: Callable[[str], bool]
) -> Markup:
    """Return quotes of a node with their places; ``readable`` tells whose text has a page."""
    vi = lang == "vi"
    parts = []
    for p, words in quotes:
        at = f"{'dòng' if vi else 'line'} {p.line}"
        if readable(p.document):
            path = Place(p.document, p.start, p.end, p.line).path
            at = f'<a href="{shown(link(path))}">{at}</a>'
        if p.row:
            at += f", {'hàng' if vi else 'row'} {p.row}"
        if p.column:
            at += f", {'cột' if vi else 'column'} “{shown(p.column)}”"
        parts.append(
            f'<blockquote lang="vi"><p>{words}</p><footer lang="{lang}">{at} · '
            f"{p.start}–{p.end}</footer></blockquote>\n"
        )
    # All that is put in stands escaped by now.
    return Markup("".join(parts))  # noqa: S704
