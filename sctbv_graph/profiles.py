"""OWL 2 profiles: does a graph keep to DL and to RL, asked of the OWLAPI that owlready2 ships."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from rdflib import Graph
from rdflib.namespace import OWL

from sctbv_graph.errors import ReasonerError
from sctbv_graph.reason import java

Profile = Literal["DL", "RL"]

_LIBRARIES = ("libjvm.so", "jvm.dll", "libjvm.dylib")


def profile_violations(graph: Graph, profile: Profile) -> tuple[str, ...]:
    """Return what in the graph breaks the profile, a line each, sorted; nothing if it keeps to it.

    Imports are not followed. The DL profile of OWLAPI lets ``xsd:date`` through, which HermiT
    refuses all the same: a clean DL profile does not say that a reasoner will run.

    Raises:
        ReasonerError: Java or the bridge to it is missing, or the OWLAPI cannot read the graph.
    """
    jpype = _machine()
    local = Graph()
    for triple in graph:
        if triple[1] != OWL.imports:
            local.add(triple)
    text = local.serialize(format="xml")
    source = jpype.JClass("org.semanticweb.owlapi.io.StringDocumentSource")(text)
    manager = jpype.JClass(
        "org.semanticweb.owlapi.apibinding.OWLManager"
    ).createOWLOntologyManager()
    try:
        ontology = manager.loadOntologyFromOntologyDocument(source)
        asked = jpype.JClass(f"org.semanticweb.owlapi.profiles.OWL2{profile}Profile")()
        report = asked.checkOntology(ontology)
        return tuple(sorted({" ".join(str(v).split()) for v in report.getViolations()}))
    except jpype.JException as error:
        why = " ".join(str(error).split())[:300]
        raise ReasonerError(
            f"OWLAPI không đọc được đồ thị: {why}", f"The OWLAPI cannot read the graph: {why}"
        ) from None


def _machine() -> Any:
    """Start the Java machine once, with the OWLAPI on its path, and return the bridge to it."""
    try:
        import jpype  # type: ignore[import-untyped]
    except ImportError:
        raise ReasonerError(
            "Kiểm hồ sơ OWL cần JPype: cài sctbv-graph[reason].",
            "Checking OWL profiles needs JPype: install sctbv-graph[reason].",
        ) from None
    if not jpype.isJVMStarted():
        home = Path(java()).resolve().parent.parent
        found = [path for name in _LIBRARIES for path in sorted(home.rglob(name))]
        if not found:
            raise ReasonerError(
                f"Không thấy thư viện máy ảo Java dưới {home}: sửa SCTBV_JAVA hoặc bỏ trống.",
                f"There is no Java machine library under {home}: mend or unset SCTBV_JAVA.",
            )
        import owlready2

        jars = sorted((Path(owlready2.__file__).parent / "pellet").glob("owlapi-*.jar"))
        options = ("-Xmx1G", "--enable-native-access=ALL-UNNAMED")
        jpype.startJVM(
            str(found[0]), *options, classpath=[str(jar) for jar in jars], convertStrings=True
        )
    return jpype
