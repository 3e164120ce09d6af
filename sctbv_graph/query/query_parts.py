"""The parts of a query's WHERE group: what it names, and what can be dropped from it.

Both are told of the tokens of the text (`sparql`): a part is what stands between two of them.
"""

from __future__ import annotations

from collections.abc import Sequence

from sctbv_graph.query.sparql import Piece, closing


def constants(pieces: Sequence[Piece]) -> list[str]:
    """Return IRIs, prefixed names and words in triples; filters and functions are left out.

    >>> from sctbv_graph.query.sparql import pieces_of
    >>> constants(pieces_of('?t sctbv:isLedBy <a:b> ; skos:prefLabel "Tôm"@vi FILTER(?t != <c:d>)'))
    ['sctbv:isLedBy', '<a:b>', 'skos:prefLabel', '"Tôm"@vi']
    """
    found: dict[str, None] = {}
    index = 0
    while index < len(pieces):
        piece = pieces[index]
        if piece.word in ("FILTER", "BIND"):
            index += 1
            while index < len(pieces) and pieces[index].text not in ("(", "{"):
                index += 1
            if index < len(pieces):
                index = closing(pieces, index)
        elif piece.kind in ("iri", "name"):
            found[piece.text] = None
        elif piece.kind == "string":
            tag = pieces[index + 1] if index + 1 < len(pieces) else None
            typed = tag is not None and tag.text == "^^"
            if not typed:
                found[piece.text + (tag.text if tag and tag.kind == "tag" else "")] = None
        index += 1
    return list(found)


def cuts(pieces: Sequence[Piece], first: int, last: int) -> list[tuple[int, int]]:
    """Return what can be dropped from a group, as the indexes of its first and last token.

    ``first`` and ``last`` are the tokens inside the group's braces. Dropped can be statements,
    their pieces, filters, groups.

    >>> from sctbv_graph.query.sparql import pieces_of
    >>> text = "?t a ?c ; ?p ?o . FILTER(?o > 1)"
    >>> pieces = pieces_of(text)
    >>> for a, b in cuts(pieces, 0, len(pieces) - 1):
    ...     print(text[pieces[a].start : pieces[b].end])
    ; ?p ?o
    ?t a ?c ; ?p ?o .
    FILTER(?o > 1)
    """
    found: list[tuple[int, int]] = []
    index = start = first
    while index <= last:
        piece = pieces[index]
        if piece.word in ("FILTER", "BIND", "VALUES", "MINUS", "OPTIONAL", "GRAPH"):
            end = index + 1
            while end <= last and pieces[end].text not in ("(", "{"):
                end += 1
            end = closing(pieces, end) if end <= last else last
            # FILTER NOT EXISTS { … }, FILTER regex(…), VALUES (?a ?b) { … }
            if piece.word == "VALUES" and end < last and pieces[end + 1].text == "{":
                end = closing(pieces, end + 1)
            if piece.word not in ("OPTIONAL", "BIND"):
                found.append((index, end))
            index = start = end + 1
        elif piece.text == "{":
            end = closing(pieces, index)
            while end + 1 < last and pieces[end + 1].word == "UNION":
                end = closing(pieces, end + 2)
            found.append((index, end))
            index = start = end + 1
        elif piece.text in ("(", "["):
            index = closing(pieces, index) + 1
        elif piece.text == ";":
            end = index + 1
            while (
                end <= last
                and pieces[end].text not in (";", ".", "{", "}")
                and (pieces[end].word not in ("FILTER", "OPTIONAL", "BIND", "MINUS", "VALUES"))
            ):
                end = closing(pieces, end) + 1 if pieces[end].text in ("(", "[") else end + 1
            found.append((index, end - 1))
            index = end
        elif piece.text == ".":
            if index > start:
                found.append((start, index))
            index = start = index + 1
        else:
            index += 1
    if start <= last:
        found.append((start, last))
    return found
