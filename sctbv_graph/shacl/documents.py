"""Validation of many documents: one by one in parallel processes, only those that changed.

A shape is *cross-document* where it must see all documents at once: the shapes graph marks it
with ``<urn:sctbv:across-documents> true``. Such shapes run once, on the whole; all others run on
each document alone, together with what every document may lean on (registers, classes).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph.shacl.engine import validate
from sctbv_graph.shacl.reader import roots_of
from sctbv_graph.shacl.reading import is_true
from sctbv_graph.shacl.records import Result
from sctbv_graph.shacl.report import Report, sorted_results
from sctbv_graph.shacl.triples import Node, Triples

ACROSS = ox.NamedNode("urn:sctbv:across-documents")
Written = bytes
"""Triples as N-Triples: what goes to another process, and what is hashed."""


@dataclass(frozen=True, slots=True)
class Checked:
    """The reports of a corpus, by document, and of the whole; ``again`` were validated anew.

    ``hashes`` say what each report rests on; give the record back to have only changes validated.
    """

    reports: Mapping[str, Report]
    whole: Report
    hashes: Mapping[str, str]
    again: tuple[str, ...] = ()
    whole_hash: str = ""


def across(shapes: Triples) -> frozenset[Node]:
    """Return the shapes with targets that are marked as cross-document."""
    marked = (n for n in roots_of(shapes) if any(is_true(v) for v in shapes.objects(n, ACROSS)))
    return frozenset(marked)


def validate_documents(
    documents: Mapping[str, Sequence[ox.Quad]],
    common: Sequence[ox.Quad],
    shapes: Triples,
    before: Checked | None = None,
    workers: int | None = None,
) -> Checked:
    """Return the reports of documents (name -> quads), reusing those that nothing changed.

    A document is validated with ``common``; its hash covers both and the shapes. ``workers`` is
    the number of processes, by default one for each core; 1 stays in this process.
    """
    wide = across(shapes)
    statement, background = _written(shapes), _written(common)
    ground = hashlib.sha256(statement + background).hexdigest()
    texts = {name: _written(quads) for name, quads in documents.items()}
    hashes = {n: hashlib.sha256(ground.encode() + t).hexdigest() for n, t in texts.items()}
    known = before.hashes if before is not None else {}
    again = [name for name in sorted(texts) if known.get(name) != hashes[name]]
    made = _each([texts[n] for n in again], background, statement, workers)
    reports = {n: before.reports[n] for n in texts if n not in again} if before is not None else {}
    reports |= dict(zip(again, made, strict=True))
    everything = hashlib.sha256("".join(hashes[n] for n in sorted(hashes)).encode()).hexdigest()
    if before is not None and before.whole_hash == everything:
        whole = before.whole
    elif wide:
        whole = validate(_read([*texts.values(), background], apart=True), shapes, roots=wide)
    else:
        whole = Report((), "compiled", {})
    return Checked(dict(sorted(reports.items())), whole, hashes, tuple(again), everything)


def union(checked: Checked) -> tuple[Result, ...]:
    """Return the results of all documents and of the whole, sorted."""
    each = [r for report in checked.reports.values() for r in report.results]
    return sorted_results([*each, *checked.whole.results])


def _each(
    texts: Sequence[Written], common: Written, shapes: Written, workers: int | None
) -> list[Report]:
    count = min(workers or os.cpu_count() or 1, len(texts))
    if count <= 1:
        return [_one((text, common, shapes)) for text in texts]
    with ProcessPoolExecutor(count) as pool:
        return list(pool.map(_one, [(text, common, shapes) for text in texts]))


def _one(job: tuple[Written, Written, Written]) -> Report:
    text, common, written = job
    shapes = Triples(_read([written]))
    narrow = frozenset(roots_of(shapes)) - across(shapes)
    return validate(_read([text, common]), shapes, roots=narrow)


def _written(quads: Iterable[ox.Quad | ox.Triple]) -> Written:
    triples = sorted({str(ox.Triple(q.subject, q.predicate, q.object)) for q in quads})
    return "".join(f"{line} .\n" for line in triples).encode()


def _read(texts: Iterable[Written], *, apart: bool = False) -> Iterable[ox.Quad]:
    """Yield the quads of some texts; ``apart`` keeps their blank nodes from meeting."""
    for text in texts:
        yield from ox.parse(text, format=ox.RdfFormat.N_TRIPLES, rename_blank_nodes=apart)
