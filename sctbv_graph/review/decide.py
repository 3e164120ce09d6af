"""Decisions on the doubts of one document: honoured, or told why not.

What they say becomes the document's ``decided`` graph. A decision is honoured where the fact is
still in doubt, stands at the same words within the same thing, and has the value among its
readings; a column must also meet the totals, together with all columns decided before it. What
follows for other columns is said too, as what it is: forced, inferred or still open.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.extract.flat_annex import MONEY_COLUMNS
from sctbv_graph.layers import believed
from sctbv_graph.model import Plan
from sctbv_graph.read.blocks import SourceDocument
from sctbv_graph.review.columns import Conflict, Puzzle, puzzle
from sctbv_graph.review.doubts import doubts
from sctbv_graph.review.follow import Found, Places
from sctbv_graph.review.readings import about, chosen, following, record
from sctbv_graph.review.records import CONFIRM, Decision, Doubt, Told
from sctbv_graph.review.stated import Said, Stated, short
from sctbv_graph.review.suggestions import ends, is_tie, suggestions, unsuggested
from sctbv_graph.terms import RDF
from sctbv_graph.vietnamese.fold import squeeze

_YEAR = re.compile(r"(?:19|20)\d\d\Z")
_DOCUMENTS = {iris.term(n) for n in ("Document", "Decision", "Plan", "Programme", "Standard")}


@dataclass(frozen=True, slots=True)
class Decided:
    """The quads of the ``decided`` graph, the decisions honoured, those that no longer fit.

    ``moved`` are those honoured at another node than they name, since their words stand there now.
    """

    quads: tuple[ox.Quad, ...] = ()
    honoured: tuple[Decision, ...] = ()
    told: tuple[Told, ...] = ()
    columns: Puzzle | None = None
    moved: tuple[Told, ...] = ()


def decide(
    plan: Plan,
    source: SourceDocument,
    stated_quads: Sequence[ox.Quad],
    reference: Iterable[ox.Quad],
    decisions: Sequence[Decision],
    suggested: Sequence[ox.Quad] = (),
) -> Decided:
    """Honour decisions, on doubts and on ``suggested`` ties; of several on one fact the last."""
    if not decisions:
        return Decided()
    stated = Stated((*stated_quads, *suggested))
    columns = puzzle(plan, source)
    known = {doubt.fact: doubt for doubt in (*doubts(plan, stated, columns), *suggestions(stated))}
    documents = _documents((*stated_quads, *reference))
    honoured, said = [], list[Said]()
    last, told, moved = _last(stated, decisions)
    for decision in last:
        doubt = known.get(decision.fact)
        if doubt is None and is_tie(decision.fact) and decision.value == CONFIRM:
            # Nothing suggests it (any more): what a person knows does not hang on our words.
            doubt = unsuggested(stated, decision.fact)
        why = _misfit(stated, doubt, decision, documents)
        if why is None and doubt and doubt.kind == "column" and columns:
            conflict = columns.conflict(about(doubt.fact).value, decision.value)
            why = _sentences(conflict) if conflict else None
        if why is not None or doubt is None:
            told.append(Told(decision, *(why or ("", ""))))
            continue
        if doubt.kind == "column" and columns:
            columns = columns.with_column(about(doubt.fact).value, decision.value)
        honoured.append(decision)
        said += [*chosen(stated, doubt, decision), *record(plan, stated, doubt, decision)]
    said += _consequences(columns)
    name = ox.NamedNode(iris.graph(plan.document.id.key, "decided"))
    quads = [ox.Quad(s, ox.NamedNode(p), o, name) for s, p, o in dict.fromkeys(said)]
    return Decided(tuple(quads), tuple(honoured), tuple(told), columns, tuple(moved))


def _last(
    stated: Stated, decisions: Iterable[Decision]
) -> tuple[list[Decision], list[Told], list[Told]]:
    """Return of the decisions on each fact the last, each where its words stand now.

    Then what stands in several places, and what has moved; a decision that has lost its place
    never takes that of one that has it.
    """
    places = Places(stated)
    last: dict[str, Found] = {}
    told, moved = [], {}
    for decision in decisions:
        one = places.find(decision)
        before = last.get(one.decision.fact)
        if one.places > 1:
            told.append(Told(decision, *_ambiguous(one.places)))
        elif before is None or one.places or not before.places:
            last[one.decision.fact] = one
            if one.moved:
                moved[one.decision.fact] = Told(decision, *_moved(one.decision.fact))
        else:
            told.append(Told(decision, *(_misfit(stated, None, decision, set()) or ("", ""))))
    return (
        [one.decision for one in last.values()],
        told,
        [why for fact, why in moved.items() if last[fact].moved],
    )


def _ambiguous(count: int) -> tuple[str, str]:
    return (
        f"lời ấy nay đứng ở {count} chỗ, không rõ chỗ nào; hãy quyết định lại",
        f"these words now stand in {count} places, nobody can say which is meant; decide again",
    )


def _moved(fact: str) -> tuple[str, str]:
    return f"lời ấy nay đứng ở {fact}, được hiểu là ở đó", f"its words stand at {fact} now"


def open_doubts(
    plan: Plan, source: SourceDocument, quads: Iterable[ox.Quad], decided: Decided
) -> tuple[Doubt, ...]:
    """Return what is still in doubt after the decisions, ranked.

    ``quads`` are all of the document; of its layers only what it states and what was decided
    can be in doubt.
    """
    settled = {decision.fact for decision in decided.honoured}
    columns = decided.columns or puzzle(plan, source)
    return doubts(plan, _standing(quads, ("/stated", "/decided")), columns, settled)


def open_suggestions(quads: Iterable[ox.Quad]) -> tuple[Doubt, ...]:
    """Return the suggested ties of a document that nobody has confirmed or rejected, ranked."""
    return suggestions(_standing(quads, ("/stated", "/decided", "/analysis")))


def _standing(quads: Iterable[ox.Quad], layers: tuple[str, ...]) -> Stated:
    """Return what stands in some layers of a document, decisions instead of doubts."""
    return Stated(believed(q for q in quads if q.graph_name.value.endswith(layers)))  # type: ignore[union-attr]


def _consequences(columns: Puzzle | None) -> Iterator[Said]:
    """Say what decided columns leave for the others, where that is not what stands already."""
    if columns is None or not columns.fixed:
        return
    for line, (name, certainty) in columns.follow().items():
        before = columns.cells[line].line
        stood = (before.column or "").rpartition("/")[2] or None
        same = (stood, before.certainty.basis) == (name, certainty.basis)
        if not same or set(certainty.alternatives) != set(before.certainty.alternatives):
            yield from following(ox.NamedNode(line), name, certainty)


def _misfit(
    stated: Stated, doubt: Doubt | None, decision: Decision, documents: set[str]
) -> tuple[str, str] | None:
    """Return why a decision no longer fits the document, ``None`` where it does."""
    if doubt is None:
        basis = stated.local(about(decision.fact).value, "basis")
        if basis:
            return (
                f"dữ kiện này nay không còn ngờ (cơ sở: {basis}) nên không cần quyết định",
                f"this fact is no longer in doubt (basis: {basis}), nothing is to be decided",
            )
        if is_tie(decision.fact) and ends(stated, decision.fact):
            return (
                "nay không còn gì gợi ý mối gắn này nên không có gì để bác bỏ",
                "nothing suggests this tie any more, so there is nothing to reject",
            )
        return (
            "văn bản không có (hoặc không còn) dữ kiện này",
            "the document has no such fact (any more)",
        )
    for was, now, vi, en in (
        (decision.quote, doubt.quote, "lời trích", "quote"),
        (decision.within, doubt.within, "phần chứa nó (within)", "thing around it (within)"),
    ):
        if squeeze(was) != squeeze(now):
            return (
                f"{vi} đã đổi: quyết định ghi “{was}”, văn bản nay là “{now}”",
                f"the {en} has changed: the decision says “{was}”, the document now “{now}”",
            )
    if not _allowed(doubt, decision.value, documents):
        offered = ", ".join(MONEY_COLUMNS if doubt.kind == "column" else doubt.choices)
        return (
            f"“{decision.value}” không (hoặc không còn) là một cách đọc; có: {offered}",
            f"“{decision.value}” is no reading of it (any more); there are: {offered}",
        )
    return None


def _allowed(doubt: Doubt, value: str, documents: set[str]) -> bool:
    if doubt.kind == "column":
        return value in MONEY_COLUMNS  # whether it meets the totals is told with figures
    if doubt.kind == "time":
        return bool(_YEAR.match(value))
    if doubt.kind == "unit" and value == CONFIRM:
        return bool(doubt.current)
    if doubt.kind == "document" and doubt.cls == "Reference" and value in documents:
        return True
    return value in doubt.choices


def _sentences(conflict: Conflict) -> tuple[str, str]:
    fits = ", ".join(conflict.fits)
    return (
        f"{conflict.vi}; còn xếp được: {fits or 'không cột nào'}",
        f"{conflict.en}; it can stand in: {fits or 'no column'}",
    )


def _documents(quads: Iterable[ox.Quad]) -> set[str]:
    """Return the documents that the graph and the registers describe, without the base."""
    return {
        short(quad.subject.value)
        for quad in quads
        if quad.predicate.value == RDF + "type"
        and isinstance(quad.object, ox.NamedNode)
        and quad.object.value in _DOCUMENTS
        and isinstance(quad.subject, ox.NamedNode)
    }
