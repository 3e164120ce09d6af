"""Names of terms and prefixes; the ontology in ``ontology/`` declares them."""

from __future__ import annotations

import json
from functools import lru_cache

from sctbv_graph.settings import bundle

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
DCTERMS = "http://purl.org/dc/terms/"
FOAF = "http://xmlns.com/foaf/0.1/"
ORG = "http://www.w3.org/ns/org#"
PROV = "http://www.w3.org/ns/prov#"
SDG = "http://metadata.un.org/sdg/"
SDGO = "http://metadata.un.org/sdg/ontology#"
OWL = "http://www.w3.org/2002/07/owl#"
SH = "http://www.w3.org/ns/shacl#"


@lru_cache(maxsize=1)
def prefixes() -> dict[str, str]:
    """Return prefix -> namespace from ``ontology/context.jsonld``, the one source of prefixes."""
    path = bundle() / "ontology" / "context.jsonld"
    context = json.loads(path.read_text(encoding="utf-8"))["@context"]
    found = {}
    for name, value in context.items():
        prefix = isinstance(value, dict) and value.get("@prefix")
        iri = value.get("@id") if prefix else value
        if not name.startswith("@") and isinstance(iri, str) and iri[-1:] in ("#", "/"):
            found[name] = iri
    return found
