"""``sctbv check``: is an ontology well formed, documented, in its profiles and consistent.

Without a file the project's own modules are checked, and with them the words that data, shapes
and queries use. With a file, only what can be asked of any ontology.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import pyoxigraph as ox
from rdflib import Graph, URIRef
from rdflib.namespace import OWL, RDF, SH

from sctbv_graph import iris
from sctbv_graph.corpus import build_corpus
from sctbv_graph.errors import InputError, ReasonerError
from sctbv_graph.layers import believed
from sctbv_graph.profiles import Profile, profile_violations
from sctbv_graph.reason import Engine, reason
from sctbv_graph.settings import Settings, bundle
from sctbv_graph.soundness import faults_by_document, model_shape_files, reasoner_faults
from sctbv_graph.terms import prefixes
from sctbv_graph.turtle import NotATreeError, canonical_turtle

MODULES = ("sctbv.ttl", "keys.ttl", "concepts.ttl", "alignments.ttl")
USE = re.compile(rf"(?:\bsctbv:|<{re.escape(iris.DEF)})([A-Za-z][A-Za-z0-9]*)")
"""A term of ours as Turtle, TriG and SPARQL write it; the group is its local name."""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """One question asked of the ontology, and what was found."""

    id: str
    status: Literal["pass", "fail", "not_checked"]
    vi: str
    en: str
    problems: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All that was asked, in order; ``ok`` unless something failed."""

    files: tuple[str, ...]
    triples: int
    items: tuple[CheckItem, ...]

    @property
    def ok(self) -> bool:
        """Tell whether nothing failed."""
        return all(item.status != "fail" for item in self.items)


def check(
    files: Sequence[Path] = (), engine: Engine = "hermit", settings: Settings | None = None
) -> CheckReport:
    """Check the files as one ontology, or the project's own modules where none is given.

    With the project's own go the plans of the data folders that ``settings`` names.

    Raises:
        InputError: A file is missing or cannot be parsed.
    """
    own = not files
    paths = tuple(files) or tuple(bundle() / "ontology" / name for name in MODULES)
    graphs = [load(path) for path in paths]
    whole = Graph()
    for graph in graphs:
        for triple in graph:
            whole.add(triple)
    items = [
        *(
            _turtle((*paths, bundle() / "shapes" / "terms.ttl", *model_shape_files()))
            if own
            else ()
        ),
        *(_profile(whole, profile) for profile in ("DL", "RL")),
        *_reasoner(whole, engine),
        *_hygiene(whole),
        _shapes(whole),
        *(_usage(whole) if own else ()),
        *(_data(whole, engine, settings or Settings()) if own else ()),
    ]
    return CheckReport(tuple(path.name for path in paths), len(whole), tuple(items))


def load(path: Path) -> Graph:
    """Return the graph of one ontology file, its format told by the file's name.

    Raises:
        InputError: The file is missing, or its text is not RDF.
    """
    try:
        return Graph().parse(path)
    except OSError as error:
        raise InputError(
            f"Không mở được {path}: {error.strerror}.", f"Cannot open {path}: {error.strerror}."
        ) from None
    except Exception as error:  # noqa: BLE001  every parser of rdflib has errors of its own
        why = " ".join(str(error).split())[:200]
        raise InputError(
            f"{path} không phải tệp RDF đọc được (Turtle, RDF/XML, JSON-LD, N-Triples): {why}",
            f"{path} is no RDF file that can be read (Turtle, RDF/XML, JSON-LD, N-Triples): {why}",
        ) from None


def _item(name: str, vi: str, en: str, find: Callable[[], Sequence[str]]) -> CheckItem:
    start = time.perf_counter()
    try:
        problems = tuple(find())
    except ReasonerError as error:
        return CheckItem(name, "not_checked", f"{vi} {error.vi}", f"{en} {error.en}")
    status: Literal["pass", "fail"] = "fail" if problems else "pass"
    return CheckItem(name, status, vi, en, problems, time.perf_counter() - start)


def _turtle(paths: Sequence[Path]) -> Iterator[CheckItem]:
    def differing() -> list[str]:
        return [path.name for path in paths if not is_canonical(path)]

    yield _item(
        "turtle",
        "Tệp Turtle theo đúng thứ tự cố định.",
        "The Turtle files are in the fixed order.",
        differing,
    )


def is_canonical(path: Path) -> bool:
    """Tell whether writing the file's graph again gives the same bytes."""
    try:
        return canonical_turtle(load(path), prefixes()) == path.read_bytes().decode("utf-8")
    except NotATreeError:
        return False


def _profile(graph: Graph, profile: Profile) -> CheckItem:
    return _item(
        f"profile-{profile.lower()}",
        f"Nằm trong hồ sơ OWL 2 {profile}.",
        f"Keeps to the profile OWL 2 {profile}.",
        lambda: profile_violations(graph, profile),
    )


def _reasoner(graph: Graph, engine: Engine) -> Iterator[CheckItem]:
    try:
        found = reason([graph], engine)
    except ReasonerError as error:
        yield CheckItem("consistent", "not_checked", error.vi, error.en)
        return
    reasons = tuple(f"{clash.vi} / {clash.en}" for clash in found.clashes)
    vi, en = f"Nhất quán ({engine}).", f"Consistent ({engine})."
    if found.consistent:
        yield CheckItem("consistent", "pass", vi, en, (), found.seconds)
    else:
        unknown = ("không tìm ra chỗ mâu thuẫn / the clash was not located",)
        yield CheckItem("consistent", "fail", vi, en, reasons or unknown, found.seconds)
        return
    yield CheckItem(
        "satisfiable",
        "fail" if found.unsatisfiable else "pass",
        "Lớp nào cũng có thể có phần tử.",
        "Every class can have a member.",
        found.unsatisfiable,
    )


def hygiene_queries() -> list[Path]:
    """Return the queries that must find nothing in an ontology."""
    return sorted((bundle() / "tests" / "ontology").glob("*.rq"))


def run_query(graph: Graph, query: Path) -> list[str]:
    """Return the rows of a hygiene query, each as one line."""
    store = ox.Store()
    store.load(graph.serialize(format="nt", encoding="utf-8"), format=ox.RdfFormat.N_TRIPLES)
    rows = store.query(query.read_text(encoding="utf-8"))
    assert isinstance(rows, ox.QuerySolutions)
    return sorted(" ".join(str(value) for value in row if value is not None) for row in rows)


def _hygiene(graph: Graph) -> Iterator[CheckItem]:
    for query in hygiene_queries():
        en, vi = (line.lstrip("# ") for line in query.read_text("utf-8").splitlines()[:2])
        find = partial(run_query, graph, query)
        yield _item(query.stem, f"Không có: {vi}", f"None: {en}", find)


def _shapes(graph: Graph) -> CheckItem:
    import pyshacl

    def results() -> list[str]:
        shapes = load(bundle() / "shapes" / "terms.ttl")
        _, report, _ = pyshacl.validate(graph, shacl_graph=shapes)
        assert isinstance(report, Graph)
        return sorted(
            f"{report.value(result, SH.focusNode)}: "
            + " / ".join(sorted(map(str, report.objects(result, SH.resultMessage))))
            for result in report.subjects(RDF.type, SH.ValidationResult)
        )

    return _item(
        "shapes", "Đạt các khuôn về thuật ngữ.", "Conforms to the shapes over terms.", results
    )


def _data(graph: Graph, engine: Engine, settings: Settings) -> Iterator[CheckItem]:
    """Check what a build makes of the plans, with the registers, together with the ontology."""
    corpus = build_corpus(settings)
    quads = believed(
        [*corpus.reference, *(quad for built in corpus.documents for quad in built.quads)]
    )
    triples = {ox.Triple(quad.subject, quad.predicate, quad.object) for quad in quads}
    written = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    data = Graph().parse(data=written, format="nt")
    yield _item(
        "data-consistent",
        f"Đồ thị các kế hoạch nhất quán với bản thể luận ({engine}).",
        f"The graphs of plans are consistent with the ontology ({engine}).",
        lambda: [f"{f.vi} / {f.en}" for f in reasoner_faults(graph, data, engine)],
    )
    begun = time.perf_counter()
    found, validated = faults_by_document(
        {built.key: built.quads for built in corpus.documents},
        corpus.reference,
        settings.work / "shapes.json",
    )
    many = f"{validated}/{len(corpus.documents)}"
    yield CheckItem(
        "data-shapes",
        "fail" if found else "pass",
        f"Đồ thị các kế hoạch đạt các khuôn của mô hình (kiểm tra lại {many} văn bản).",
        f"The graphs of plans conform to the shapes of the model ({many} validated anew).",
        tuple(f"{f.vi} / {f.en}" for f in found),
        time.perf_counter() - begun,
    )


def declared(graph: Graph) -> set[str]:
    """Return the local names of the ontology's own classes and properties."""
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
    terms = {
        str(t) for kind in kinds for t in graph.subjects(RDF.type, kind) if isinstance(t, URIRef)
    }
    return {t.removeprefix(iris.DEF) for t in terms if t.startswith(iris.DEF)}


def uses(path: Path) -> set[str]:
    """Return the local names of our terms that a Turtle, TriG or SPARQL file speaks of."""
    return set(USE.findall(path.read_text(encoding="utf-8")))


def _usage(graph: Graph) -> Iterator[CheckItem]:
    names = declared(graph)
    top = bundle()
    asked = [*sorted((top / "queries").rglob("*.rq")), *sorted((top / "shapes").rglob("*.ttl"))]
    data = sorted((top / "data" / "plans").glob("*.trig"))
    yield _item(
        "undeclared",
        "Dữ liệu, khuôn, truy vấn chỉ dùng thuật ngữ đã khai báo.",
        "Data, shapes and queries use declared terms only.",
        lambda: [f"{p.name}: {n}" for p in [*asked, *data] for n in sorted(uses(p) - names)],
    )
    yield _item(
        "unused",
        "Thuật ngữ nào cũng được một câu hỏi, khuôn hoặc quy tắc dùng đến.",
        "Every term is used by a question, a shape or a rule.",
        lambda: sorted(names.difference(*map(uses, asked))),
    )
