"""From sources to the graphs of every document: the part of a build that needs no store."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sctbv_graph.beside import one_beside
from sctbv_graph.errors import ReferenceDataError
from sctbv_graph.extract import extract
from sctbv_graph.extract.view import view
from sctbv_graph.graph import observed_quads, stated_quads, suggested_quads
from sctbv_graph.later import let_go_later
from sctbv_graph.layers import merged
from sctbv_graph.lore import load_lore
from sctbv_graph.model import Knowledge, Plan
from sctbv_graph.observe import observe
from sctbv_graph.prefixed import written_with_prefixes
from sctbv_graph.read import SourceDocument, read
from sctbv_graph.read.sniff import SUFFIXES
from sctbv_graph.reference import load_knowledge, read_toml
from sctbv_graph.registers import Reference, reference_quads, standing_quads
from sctbv_graph.review import Decided, decide, load_decisions, name_of
from sctbv_graph.rules import Ground, ground_store, lines_named
from sctbv_graph.said import Said
from sctbv_graph.settings import Settings, bundle, package_files
from sctbv_graph.terms import prefixes

LISTING = "sources.toml"
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_-])?")
_INPUT_SUFFIXES = {".toml", ".ttl", ".rq", ".jsonld", *SUFFIXES}


@dataclass(frozen=True, slots=True)
class Built:
    """One document: its records, its text, its quads by layer, what people decided on it.

    As a document is read its quads are `Said`: lines, of which quads are made when asked for.
    """

    plan: Plan
    source: SourceDocument
    quads: Sequence[ox.Quad]
    decided: Decided = field(default_factory=Decided)

    @property
    def key(self) -> str:
        """Return the document's key."""
        return self.plan.document.id.key


@dataclass(frozen=True, slots=True)
class Corpus:
    """All documents and the reference graphs they stand on."""

    documents: tuple[Built, ...]
    reference: tuple[ox.Quad, ...]


def whole_reference(knowledge: Knowledge, plans: list[Plan]) -> list[ox.Quad]:
    """Return all reference graphs, with what follows from them alone."""
    reference = reference_quads(knowledge, plans)
    return [*reference, *Ground(reference).saturated]


def build_document(source: SourceDocument, knowledge: Knowledge, key: str = "") -> Built:
    """Read one document into its quads: stated, decided, inferred, computed, what reading noticed.

    ``key`` is the document's, where something else than its text tells it. Decisions are those
    that the data folders of ``knowledge`` hold on it; what no longer fits is told in
    `Built.decided`. Raises `ReferenceDataError` where a file of decisions is broken.
    """
    return build_on_reference(source, knowledge, key)[0]


def build_on_reference(
    source: SourceDocument,
    knowledge: Knowledge,
    key: str = "",
    telling: Callable[[Said], None] | None = None,
) -> tuple[Built, Reference]:
    """Return a document as `build_document` does, and the reference graphs that it stands on.

    ``telling`` is given each part of the quads as it comes, from several threads, unless something
    was decided that may take the place of what is stated.
    """
    standing = standing_quads(knowledge)
    # The engine lets go of Python's lock while it loads and answers: what follows from a document
    # of which nothing was decided is worked out beside what is noticed of it.
    with one_beside() as beside:
        base = beside.submit(ground_store, standing)
        seen = view(source)
        plan = extract(source, knowledge, key, seen)
        reference = reference_quads(knowledge, [plan], standing)
        grounded = beside.submit(lambda: Ground(reference, base.result()))
        stated = stated_quads(plan, source)
        key = plan.document.id.key
        decisions = load_decisions(knowledge.folders, key, name_of(plan))
        tell = telling if telling is not None and not decisions else _to_nobody
        following = None
        if not decisions:
            # What is loaded is written here: two threads that write at once wait for each other.
            named = lines_named(stated)
            following = beside.submit(
                lambda: _passed_on(tell, grounded.result().derive(key, named))
            )
        tell(stated)
        observed = observe(plan, source, load_lore(knowledge.folders), seen)
        noticed = _passed_on(tell, observed_quads(observed, plan, source))
        suggested = _passed_on(tell, suggested_quads(observed, plan, source))
    let_go_later(seen, observed, grounded)
    if following is not None:
        return Built(plan, source, stated + following.result() + noticed + suggested), reference
    ground = grounded.result()
    known = [*reference, *ground.saturated]
    decided = decide(plan, source, stated, known, decisions, suggested)
    believed = merged([*stated, *decided.quads]) if decided.quads else stated
    derived = Said.of_quads(decided.quads) + ground.derive(key, lines_named(believed))
    return Built(plan, source, stated + derived + noticed + suggested, decided), reference


def _to_nobody(part: Said) -> None:
    """Tell of a part of a document where nobody asked to be told."""


def _passed_on(tell: Callable[[Said], None], part: Said) -> Said:
    tell(part)
    return part


def filed_sources(settings: Settings) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield each source that the data folders list: its path and its entry."""
    for folder in settings.data_folders:
        listing = folder / "sources" / LISTING
        if listing.is_file():
            for entry in read_toml(listing).get("source", []):
                yield listing.parent / entry["file"], entry


def build_corpus(settings: Settings) -> Corpus:
    """Build every primary source that the data folders list.

    Raises `ReferenceDataError` where a source is missing or is not the one that was filed.
    """
    knowledge = load_knowledge(settings.data_folders)
    documents = tuple(built_documents(settings, knowledge))[::-1]
    plans = [built.plan for built in documents]
    return Corpus(documents, tuple(whole_reference(knowledge, plans)))


def built_documents(settings: Settings, knowledge: Knowledge) -> Iterator[Built]:
    """Yield the documents of the corpus one by one, those filed last first.

    So a workspace's version of a document stands for the bundled one. Raises as `build_corpus`.
    """
    seen: set[str] = set()
    for path, entry in primary_sources(settings):
        source = read_filed(path, entry)
        if entry.get("document") in seen:
            continue
        built = build_document(source, knowledge, entry.get("document", ""))
        if built.key not in seen:
            seen.add(built.key)
            yield built


def primary_sources(settings: Settings) -> list[tuple[Path, dict[str, Any]]]:
    """Return the sources that documents are built from, with their entries, filed last first."""
    return [found for found in filed_sources(settings) if found[1].get("primary", False)][::-1]


def read_filed(path: Path, entry: Mapping[str, Any]) -> SourceDocument:
    """Read a source; raises `ReferenceDataError` where it is not the one of its entry."""
    source = read(path)
    if source.sha256 != entry.get("sha256"):
        listing = path.parent / LISTING
        raise ReferenceDataError(
            f"Tệp nguồn “{entry['file']}” đã khác bản ghi trong “{listing}” (sha256); "
            "hãy lấy lại đúng tệp hoặc nộp tệp mới.",
            f"The source “{entry['file']}” is not the one filed in “{listing}” (sha256); "
            "bring the right file back or file the new one.",
        )
    return source


def fingerprint(settings: Settings) -> str:
    """Return a hash over everything a build depends on: data, vocabularies, rules, program."""
    digest = hashlib.sha256()
    root = bundle()
    folders = [root / "ontology", root / "queries" / "rules", *settings.data_folders]
    paths: list[Path] = list(package_files())
    for folder in folders:
        paths += [p for p in folder.rglob("*") if p.suffix in _INPUT_SUFFIXES]
    for path in sorted(set(paths)):
        digest.update(f"{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _order(quad: ox.Quad) -> tuple[str, str, str, str]:
    layer = str(quad.graph_name)
    kind = "" if quad.predicate.value.endswith("#type") else str(quad.predicate)
    return layer, str(quad.subject), kind, str(quad.object)


def to_trig(quads: Sequence[ox.Quad]) -> bytes:
    """Return quads as TriG, sorted, with the project's prefixes: the same bytes every time.

    A prefix stands only where all that follows it is a plain local name. Turtle 1.1 would let a
    slash stand behind a backslash (``PN_LOCAL_ESC``), but not every store reads that.
    """
    return ordered_trig(sorted(quads, key=_order), spoilt_prefixes(t for q in quads for t in q))


def ordered_trig(
    statements: Sequence[ox.Triple] | Sequence[ox.Quad], spoilt: frozenset[str]
) -> bytes:
    """Return what `to_trig` does of statements that stand in its order; without graphs, Turtle.

    ``spoilt`` are the prefixes not to be used, as `spoilt_prefixes` tells them.
    """
    known = {prefix: space for prefix, space in prefixes().items() if prefix not in spoilt}
    turtle = not statements or isinstance(statements[0], ox.Triple)
    form = ox.RdfFormat.TURTLE if turtle else ox.RdfFormat.TRIG
    _, body = written_with_prefixes(statements, known, form)
    return with_used_prefixes(body.encode(), spoilt)


def with_used_prefixes(body: bytes, spoilt: frozenset[str]) -> bytes:
    """Return Turtle or TriG that has no prefixes yet with those before it that it uses."""
    text = body.decode()
    heads = [
        head
        for head, prefix in _heads()
        if prefix not in spoilt and f"{prefix}:".encode() in body and _use(prefix)(text)
    ]
    return "".join(heads).encode() + body


@cache
def _heads() -> list[tuple[str, str]]:
    """Return the lines that declare the project's prefixes, sorted, each with its prefix."""
    return sorted((f"@prefix {name}: <{space}> .\n", name) for name, space in prefixes().items())


@cache
def _use(prefix: str) -> Callable[[str], re.Match[str] | None]:
    """Return what finds a name with a prefix in Turtle."""
    # What stands before is looked at afterwards: a pattern that begins with letters is quick.
    return re.compile(rf"{prefix}:(?<![\w:/#]{prefix}:)(?=[A-Za-z0-9_])").search


def spoilt_prefixes(terms: Iterable[object]) -> frozenset[str]:
    """Return those of the project's prefixes that would need an escape before some of the terms."""
    named = sorted({t.value for t in terms if isinstance(t, ox.NamedNode)})
    return frozenset(name for name, space in prefixes().items() if _is_spoilt(space, named))


def _is_spoilt(namespace: str, named: list[str]) -> bool:
    """Tell whether one of some sorted IRIs would need an escape after the prefix of a namespace."""
    for iri in islice(named, bisect_left(named, namespace), None):
        if not iri.startswith(namespace):
            break
        if not _LOCAL_NAME.fullmatch(iri, len(namespace)):
            return True
    return False


def source_file(settings: Settings, document_key: str) -> Path | None:
    """Return the primary source of a document of the corpus, or ``None``; a workspace's first.

    The listing names the document of each file; only where it does not, the file is read for it.
    """
    unnamed: list[Path] = []
    for path, entry in reversed(list(filed_sources(settings))):
        if entry.get("primary"):
            if entry.get("document") == document_key:
                return Path(path)
            if not entry.get("document"):
                unnamed.append(path)
    knowledge = load_knowledge(settings.data_folders) if unnamed else None
    for path in unnamed:
        assert knowledge is not None
        if extract(read(path), knowledge).document.id.key == document_key:
            return path
    return None
