"""What the data are, in VoID: sizes, classes with their properties, links to others, files.

Vocabulary of Interlinked Datasets (W3C Interest Group Note, 2011). All figures are counted in the
merged graph, where each statement stands once.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.publish.dumps import FOLDER, documents_of, names_of
from sctbv_graph.publish.links import FORMATS, SERVER, Absolute, Links
from sctbv_graph.publish.portal import Portal
from sctbv_graph.publish.statements import Statements
from sctbv_graph.query import text_of, view
from sctbv_graph.settings import BASE
from sctbv_graph.store import Row, Store, select
from sctbv_graph.terms import DCTERMS, FOAF

SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
WELL_KNOWN = "/.well-known/void"
_FORMATS = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF_XML",
            "trig": "TriG"}  # fmt: skip


def dataset_triples(store: Store, portal: Portal) -> list[ox.Triple]:
    """Return what the data are wherever they lie: title, licence, sizes, partitions, links."""
    say, dataset = Statements(), iris.DATASET
    say.type(dataset, SD + "Dataset", VOID + "Dataset")
    say.text(dataset, DCTERMS + "title", portal.title)
    say.text(dataset, DCTERMS + "description", portal.description)
    say.link(dataset, DCTERMS + "license", portal.licence)
    say.say(dataset, VOID + "uriSpace", BASE)
    say.link(dataset, VOID + "vocabulary", *_vocabularies(store))
    _sizes(say, store)
    _classes(say, store)
    for row in _rows(store, "void-properties"):
        part = iris.part(dataset, f"property-{_short(row['property'])}")
        say.link(dataset, VOID + "propertyPartition", part)
        say.link(part, VOID + "property", text_of(row["property"]))
        say.say(part, VOID + "triples", _count(row))
    _links(say, store)
    return say.triples()


def place_triples(
    store: Store, base: str, links: Links = SERVER, endpoint: str = "", dumps: bool = True
) -> list[ox.Triple]:
    """Return where the data are to be had at a portal: pages, files, the endpoint ("": none)."""
    say, at, dataset = Statements(), Absolute(base, links), iris.DATASET
    home, described = at.page("/", "vi"), at.file(WELL_KNOWN)
    say.link(dataset, FOAF + "homepage", home)
    say.link(dataset, VOID + "rootResource", iris.SERIES)
    say.link(dataset, VOID + "sparqlEndpoint", endpoint)
    for suffix in FORMATS:
        form = "http://www.w3.org/ns/formats/" + _FORMATS[suffix]
        say.link(dataset, VOID + "feature", form)
        say.type(form, VOID + "TechnicalFeature")
    keys = documents_of(store.graph_names()) if dumps else ()
    for of, names in names_of(keys).items() if dumps else ():
        about = iris.dataset(of) if of else dataset
        say.link(about, VOID + "dataDump", *(at.file(f"/{FOLDER}/{name}") for name in names))
    say.type(described, VOID + "DatasetDescription")
    say.link(described, FOAF + "topic", dataset)
    return say.triples()


def _sizes(say: Statements, store: Store) -> None:
    """Say how large the merged graph, each named graph and each document are."""
    dataset, merged = iris.DATASET, iris.MERGED
    totals = _rows(store, "void-totals")[0]
    for name, key in (("triples", "triples"), ("distinctSubjects", "subjects"),
                      ("distinctObjects", "objects")):  # fmt: skip
        say.say(dataset, VOID + name, _count(totals, key))
    say.say(dataset, VOID + "entities", _count(_rows(store, "void-entities")[0]))
    say.link(dataset, SD + "defaultGraph", merged)
    say.type(merged, SD + "Graph")
    say.say(merged, VOID + "triples", _count(totals, "triples"))
    sizes = {text_of(row["graph"]): _count(row) for row in _rows(store, "graph-sizes")}
    for number, (name, size) in enumerate(sorted(sizes.items()), 1):
        named = iris.part(dataset, f"named-graph-{number}")
        graph = iris.part(dataset, f"graph-{number}")
        say.link(dataset, SD + "namedGraph", named)
        say.type(named, SD + "NamedGraph")
        say.link(named, SD + "name", name)
        say.link(named, SD + "graph", graph)
        say.type(graph, SD + "Graph")
        say.say(graph, VOID + "triples", size)
    layers = documents_of(sizes)
    for key, graphs in layers.items():
        part = iris.dataset(key)
        say.type(part, VOID + "Dataset")
        say.link(dataset, VOID + "subset", part)
        say.say(part, VOID + "triples", sum(sizes[graph] for graph in graphs))


def _classes(say: Statements, store: Store) -> None:
    """Say how many things each class has, and which properties they have."""
    dataset = iris.DATASET
    classes = _rows(store, "void-classes")
    say.say(dataset, VOID + "classes", len(classes))
    say.say(dataset, VOID + "properties", len(_rows(store, "void-properties")))
    for row in classes:
        part = iris.part(dataset, f"class-{_short(row['class'])}")
        say.link(dataset, VOID + "classPartition", part)
        say.link(part, VOID + "class", text_of(row["class"]))
        say.say(part, VOID + "entities", _count(row))
    for row in _rows(store, "void-class-properties"):
        part = iris.part(dataset, f"class-{_short(row['class'])}")
        inner = f"{part}-{_short(row['property'])}"
        say.link(part, VOID + "propertyPartition", inner)
        say.link(inner, VOID + "property", text_of(row["property"]))
        say.say(inner, VOID + "triples", _count(row))


def _links(say: Statements, store: Store) -> None:
    """Say by which properties things of ours are linked with whose, and how often."""
    dataset = iris.DATASET
    for number, row in enumerate(_rows(store, "void-links"), 1):
        space = text_of(row["namespace"])
        linkset = iris.part(dataset, f"links-{number}")
        other = iris.part(dataset, f"at-{_short(row['namespace'])}")
        say.type(linkset, VOID + "Linkset")
        say.link(dataset, VOID + "subset", linkset)
        say.link(linkset, VOID + "subjectsTarget", dataset)
        say.link(linkset, VOID + "objectsTarget", other)
        say.link(linkset, VOID + "linkPredicate", text_of(row["predicate"]))
        say.say(linkset, VOID + "triples", _count(row))
        say.type(other, VOID + "Dataset")
        say.say(other, VOID + "uriSpace", space)


def _vocabularies(store: Store) -> Iterator[str]:
    """Yield the namespaces of the classes and properties in use."""
    used = [text_of(row["class"]) for row in _rows(store, "void-classes")]
    used += [text_of(row["property"]) for row in _rows(store, "void-properties")]
    yield from sorted({iri[: max(iri.rfind("#"), iri.rfind("/")) + 1] for iri in used})


def _rows(store: Store, name: str) -> tuple[Row, ...]:
    return select(store, view(name)).rows


def _count(row: Row, name: str = "count") -> int:
    return int(text_of(row[name]))


def _short(term: object) -> str:
    """Return a term's last name for a fragment, with that of its namespace where it is not ours.

    >>> _short(ox.NamedNode("http://www.w3.org/2004/02/skos/core#prefLabel"))
    'www.w3.org-2004-02-skos-core-prefLabel'
    """
    assert isinstance(term, (ox.NamedNode, ox.Literal))
    iri = term.value
    if iri.startswith(iris.DEF):
        return iri.removeprefix(iris.DEF)
    plain = iri.partition("://")[2] or iri
    return "-".join(filter(None, plain.replace("#", "/").replace("?", "/").split("/")))
