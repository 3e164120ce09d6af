"""The catalogue of the data in DCAT-AP 3: data sets, their files, the endpoint, who and where.

DCAT 3 (W3C Recommendation, 2024) in the application profile DCAT-AP 3.0.1 (SEMICeu). The whole
graph is a data set, each document one of a series, each release a version. Titles, days, places
and figures come from the graph and the data folders (`catalogue.py`), sizes and hashes from the
dumps. No blank nodes, so that every part can be pointed at.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.publish.catalogue import Catalogue, Entry
from sctbv_graph.publish.dumps import FOLDER, MERGED, Dump, Manifest
from sctbv_graph.publish.links import SERVER, Absolute, Links, data_path, local
from sctbv_graph.publish.statements import Statements, typed
from sctbv_graph.settings import BASE
from sctbv_graph.terms import DCTERMS, FOAF, OWL, PROV, RDFS, SKOS

DCAT = "http://www.w3.org/ns/dcat#"
SPDX = "http://spdx.org/rdf/terms#"
VCARD = "http://www.w3.org/2006/vcard/ns#"
VOID = "http://rdfs.org/ns/void#"
_MEDIA = "https://www.iana.org/assignments/media-types/"
_FILE_TYPE = "http://publications.europa.eu/resource/authority/file-type/"
_LANGUAGE = "http://publications.europa.eu/resource/authority/language/"
# ISO 639-1 -> the code and the name that the EU's authority table of languages has.
_LANGUAGES = {"vi": ("VIE", "Vietnamese"), "en": ("ENG", "English")}
_FILE_TYPES = {
    "text/turtle": "RDF_TURTLE", "application/trig": "RDF_TRIG",
    "application/n-quads": "RDF_N_QUADS", "application/n-triples": "RDF_N_TRIPLES",
    "application/rdf+xml": "RDF_XML", "application/ld+json": "JSON_LD",
}  # fmt: skip
_PUBLIC = "http://publications.europa.eu/resource/authority/access-right/PUBLIC"
_SPARQL = "http://www.w3.org/TR/sparql11-protocol/"
_FORMS = {"ttl": "text/turtle", "nt": "application/n-triples", "jsonld": "application/ld+json",
          "rdf": "application/rdf+xml", "trig": "application/trig"}  # fmt: skip


def catalogue_triples(
    catalogue: Catalogue,
    manifest: Manifest,
    base: str,
    links: Links = SERVER,
    endpoint: str = "",
) -> list[ox.Triple]:
    """Return the catalogue of a portal at the address ``base``, without a slash at its end.

    ``endpoint`` is the address of its SPARQL endpoint, "" where there is none (a site of files).
    """
    return _Writer(catalogue, manifest, Absolute(base, links), endpoint).write()


class _Writer:
    def __init__(
        self, catalogue: Catalogue, manifest: Manifest, at: Absolute, endpoint: str
    ) -> None:
        self.of, self.manifest, self.at, self.endpoint = catalogue, manifest, at, endpoint
        self.graph = Statements()
        home = at.page("/catalog", "vi")
        self.catalogue, self.publisher = f"{home}#catalogue", f"{home}#publisher"
        self.service = f"{endpoint}#service" if endpoint else ""

    def write(self) -> list[ox.Triple]:
        """Return everything."""
        self._catalogue()
        self._publisher()
        self._shared()
        self._whole()
        self._series()
        for entry in self.of.entries:
            self._document(entry)
        self._releases()
        if self.service:
            self._service()
        return self.graph.triples()

    def _catalogue(self) -> None:
        say, portal, node = self.graph, self.of.portal, self.catalogue
        say.type(node, DCAT + "Catalog")
        say.text(node, DCTERMS + "title", portal.title)
        say.text(node, DCTERMS + "description", portal.description)
        say.link(node, DCTERMS + "publisher", self.publisher)
        say.link(node, DCTERMS + "license", portal.licence)
        say.link(node, FOAF + "homepage", self._page("/"))
        say.link(node, DCAT + "dataset", iris.DATASET, iris.SERIES)
        say.link(node, DCAT + "dataset", *(iris.dataset(e.key) for e in self.of.entries))
        say.link(node, DCAT + "service", self.service)
        self._days(node)
        self._languages(node)

    def _publisher(self) -> None:
        say, portal = self.graph, self.of.portal
        say.type(self.publisher, FOAF + "Agent")
        say.text(self.publisher, FOAF + "name", portal.publisher)
        if portal.homepage:
            say.link(self.publisher, FOAF + "homepage", portal.homepage)
            say.type(portal.homepage, FOAF + "Document")
        if portal.email:
            contact = f"{self.publisher}-contact"
            say.type(contact, VCARD + "Kind")
            say.text(contact, VCARD + "fn", portal.publisher)
            say.link(contact, VCARD + "hasEmail", f"mailto:{portal.email}")

    def _shared(self) -> None:
        """Say what the things are that all data sets point at: licence, languages, themes."""
        say, portal = self.graph, self.of.portal
        say.type(portal.licence, DCTERMS + "LicenseDocument")
        say.say(portal.licence, DCTERMS + "title", portal.licence_name)
        say.type(_PUBLIC, DCTERMS + "RightsStatement")
        for lang in self.of.languages:
            if lang in _LANGUAGES:
                code, name = _LANGUAGES[lang]
                say.type(_LANGUAGE + code, DCTERMS + "LinguisticSystem")
                say.text(_LANGUAGE + code, SKOS + "prefLabel", {"en": name})
        self._concepts(portal.themes)

    def _concepts(self, concepts: Mapping[str, Mapping[str, str]]) -> None:
        for iri, names in concepts.items():
            self.graph.type(iri, SKOS + "Concept")
            self.graph.text(iri, SKOS + "prefLabel", names)
            if iri.startswith(iris.CONCEPT):
                self.graph.link(iri, SKOS + "inScheme", iri.rpartition("/")[0])

    def _whole(self) -> None:
        node, portal = iris.DATASET, self.of.portal
        self._dataset(node, portal.title, portal.description)
        self.graph.type(node, VOID + "Dataset")
        self.graph.say(node, VOID + "triples", self.of.statements)
        self.graph.say(node, DCAT + "version", self.of.version)
        self._days(node)
        self._languages(node)
        self._themes(node, {})
        self.graph.link(node, DCAT + "landingPage", self._page("/catalog"))
        self._time(node, [e.period for e in self.of.entries])
        for entry in self.of.entries:
            self._places(node, entry.places)
        for dump in (*self.manifest.of(""), *self.manifest.of(MERGED)):
            self._file(node, dump, f"/{FOLDER}/{dump.name}", self.of.changed)
        if self.service:
            access = f"{self.catalogue}-access"
            self.graph.link(node, DCAT + "distribution", access)
            self.graph.type(access, DCAT + "Distribution")
            self.graph.text(access, DCTERMS + "title", {"vi": "Qua SPARQL", "en": "By SPARQL"})
            self.graph.link(access, DCAT + "accessURL", self.endpoint)
            self.graph.link(access, DCAT + "accessService", self.service)
            self.graph.link(access, DCTERMS + "license", portal.licence)

    def _dataset(self, node: str, title: Mapping[str, str], description: Mapping[str, str]) -> None:
        """Say of a data set what is said of each."""
        say, portal = self.graph, self.of.portal
        say.type(node, DCAT + "Dataset")
        say.text(node, DCTERMS + "title", title)
        say.text(node, DCTERMS + "description", description)
        say.link(node, DCTERMS + "publisher", self.publisher)
        say.link(node, DCTERMS + "license", portal.licence)
        say.link(node, DCTERMS + "accessRights", _PUBLIC)
        say.say(node, DCTERMS + "identifier", node)
        if portal.email:
            say.link(node, DCAT + "contactPoint", f"{self.publisher}-contact")

    def _series(self) -> None:
        say, node = self.graph, iris.SERIES
        count = len(self.of.entries)
        say.type(node, DCAT + "DatasetSeries", DCAT + "Dataset")
        titles = {"vi": "Các văn bản đọc toàn văn", "en": "The documents read in full"}
        told = {
            "vi": f"{count} văn bản, mỗi văn bản là một bộ dữ liệu.",
            "en": f"{count} documents, each a data set of its own.",
        }
        say.text(node, DCTERMS + "title", titles)
        say.text(node, DCTERMS + "description", told)
        say.link(node, DCTERMS + "publisher", self.publisher)
        self._days(node)
        self._time(node, [e.period for e in self.of.entries])

    def _document(self, entry: Entry) -> None:
        say, node = self.graph, iris.dataset(entry.key)
        name = entry.number or entry.key
        title = {lang: f"{name}: {words}" for lang, words in entry.title.items()}
        told = {
            "vi": f"{entry.statements} phát biểu đọc từ văn bản {name}, mỗi dữ kiện kèm câu gốc.",
            "en": f"{entry.statements} statements read from the document {name}, each fact with "
            "the sentence that it stands on.",
        }
        self._dataset(node, title or {"": name}, told)
        say.type(node, VOID + "Dataset")
        say.link(node, DCAT + "inSeries", iris.SERIES)
        say.link(node, DCTERMS + "isPartOf", iris.DATASET)
        say.link(node, FOAF + "primaryTopic", entry.iri)
        say.link(node, DCAT + "landingPage", self._page(local(entry.iri)))
        if entry.changed:
            say.say(node, DCTERMS + "modified", entry.changed)
        if entry.issued:
            say.say(node, DCTERMS + "issued", entry.issued)
        for issuer, names in entry.issuers.items():
            say.link(node, DCTERMS + "creator", issuer)
            say.type(issuer, FOAF + "Agent")
            say.text(issuer, FOAF + "name", names or {"": issuer})
        for kind in entry.types:
            say.link(node, DCTERMS + "type", kind)
        self._concepts(entry.types)
        for lang, words in _words(entry.subjects):
            say.text(node, DCAT + "keyword", {lang: words})
        self._themes(node, entry.themes)
        self._places(node, entry.places)
        self._time(node, [entry.period])
        self._source(node, entry)
        self._languages(node)
        for dump in self.manifest.of(entry.key):
            self._file(node, dump, f"/{FOLDER}/{dump.name}", entry.changed)
        for suffix, media in _FORMS.items():
            self._described(node, entry, suffix, media)

    def _source(self, node: str, entry: Entry) -> None:
        """Say from which file it was read, where that came from and under which terms it is."""
        for one in entry.files:
            if one.primary and (one.obtained_from or one.licence):
                told = f"{self.catalogue}-source-{entry.key}"
                self.graph.link(node, DCTERMS + "provenance", told)
                self.graph.type(told, DCTERMS + "ProvenanceStatement")
                words = f"{one.file}, SHA-256 {one.sha256}. {one.obtained_from} {one.licence}"
                self.graph.text(told, DCTERMS + "description", {"": words.strip()})

    def _releases(self) -> None:
        """Say of each release that it is a version of the whole, which is at its own address."""
        say = self.graph
        for release in self.of.releases:
            node = release.iri
            title = {k: f"{words}, {release.version}" for k, words in self.of.portal.title.items()}
            self._dataset(node, title, release.note or self.of.portal.description)
            say.link(iris.DATASET, DCAT + "hasVersion", node)
            say.link(node, DCAT + "isVersionOf", iris.DATASET)
            say.say(node, DCAT + "version", release.version)
            say.say(node, OWL + "versionInfo", release.version)
            say.say(node, DCTERMS + "issued", release.day)
            if release.previous:
                say.link(node, DCAT + "previousVersion", iris.release(release.previous))
                say.link(node, PROV + "wasRevisionOf", iris.release(release.previous))
            say.link(node, DCAT + "landingPage", self._page(f"/release/{release.version}/"))
            for dump in release.manifest.of(""):
                path = f"/release/{release.version}/{FOLDER}/{dump.name}"
                self._file(node, dump, path, release.day)

    def _service(self) -> None:
        say, portal, node = self.graph, self.of.portal, self.service
        say.type(node, DCAT + "DataService")
        say.text(node, DCTERMS + "title", {"vi": "Điểm truy vấn SPARQL", "en": "SPARQL endpoint"})
        say.link(node, DCTERMS + "publisher", self.publisher)
        say.link(node, DCTERMS + "license", portal.licence)
        say.link(node, DCTERMS + "conformsTo", _SPARQL)
        say.type(_SPARQL, DCTERMS + "Standard")
        say.link(node, DCAT + "endpointURL", self.endpoint)
        say.type(self.endpoint, RDFS + "Resource")
        say.link(node, DCAT + "endpointDescription", self.endpoint)
        say.link(node, DCAT + "landingPage", self._page("/sparql"))
        say.link(node, DCAT + "servesDataset", iris.DATASET)

    def _file(self, dataset: str, dump: Dump, path: str, day: date | None) -> None:
        """Say of a dump what it is and how to tell that it came whole."""
        say, url = self.graph, self.at.file(path)
        node = f"{url}#file"
        say.link(dataset, DCAT + "distribution", node)
        say.type(node, DCAT + "Distribution")
        say.say(node, DCTERMS + "title", path.rpartition("/")[2])
        say.link(node, DCAT + "accessURL", url)
        say.link(node, DCAT + "downloadURL", url)
        self._format(node, dump.media)
        say.link(node, DCAT + "compressFormat", _MEDIA + "application/gzip")
        say.type(_MEDIA + "application/gzip", DCTERMS + "MediaType")
        say.say(node, DCAT + "byteSize", typed(str(dump.size), "nonNegativeInteger"))
        say.link(node, DCTERMS + "license", self.of.portal.licence)
        if day:
            say.say(node, DCTERMS + "modified", day)
        checksum = f"{node}-checksum"
        say.link(node, SPDX + "checksum", checksum)
        say.type(checksum, SPDX + "Checksum")
        say.link(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
        say.type(SPDX + "checksumAlgorithm_sha256", SPDX + "ChecksumAlgorithm")
        say.say(checksum, SPDX + "checksumValue", typed(dump.sha256, "hexBinary"))

    def _described(self, dataset: str, entry: Entry, suffix: str, media: str) -> None:
        """Say where the document itself is described, as a form beside its page."""
        say, url = self.graph, self.at.file(data_path(entry.iri, suffix))
        node = f"{url}#file"
        say.link(dataset, DCAT + "distribution", node)
        say.type(node, DCAT + "Distribution")
        name = entry.number or entry.key
        titles = {"vi": f"Mô tả văn bản {name}", "en": f"Description of the document {name}"}
        say.text(node, DCTERMS + "title", titles)
        say.link(node, DCAT + "accessURL", url)
        say.link(node, DCAT + "downloadURL", url)
        self._format(node, media)
        say.link(node, DCTERMS + "license", self.of.portal.licence)

    def _format(self, node: str, media: str) -> None:
        self.graph.link(node, DCAT + "mediaType", _MEDIA + media)
        self.graph.type(_MEDIA + media, DCTERMS + "MediaType")
        kind = _FILE_TYPE + _FILE_TYPES[media]
        self.graph.link(node, DCTERMS + "format", kind)
        self.graph.type(kind, DCTERMS + "MediaTypeOrExtent")

    def _days(self, node: str) -> None:
        if self.of.begun:
            self.graph.say(node, DCTERMS + "issued", self.of.begun)
        if self.of.changed:
            self.graph.say(node, DCTERMS + "modified", self.of.changed)

    def _languages(self, node: str) -> None:
        for lang in self.of.languages:
            if lang in _LANGUAGES:
                self.graph.link(node, DCTERMS + "language", _LANGUAGE + _LANGUAGES[lang][0])

    def _themes(self, node: str, themes: Mapping[str, Mapping[str, str]]) -> None:
        self.graph.link(node, DCAT + "theme", *self.of.portal.themes, *themes)
        self._concepts(themes)

    def _places(self, node: str, places: Mapping[str, Mapping[str, str]]) -> None:
        for place, names in places.items():
            self.graph.link(node, DCTERMS + "spatial", place)
            self.graph.type(place, DCTERMS + "Location")
            self.graph.text(place, SKOS + "prefLabel", names)

    def _time(self, node: str, periods: list[tuple[date | None, date | None]]) -> None:
        first = min((start for start, _ in periods if start), default=None)
        last = max((end for _, end in periods if end), default=None)
        if first or last:
            name = node.removeprefix(BASE).replace("/", "-")
            period = f"{self.catalogue}-time-{name}"
            self.graph.link(node, DCTERMS + "temporal", period)
            self.graph.type(period, DCTERMS + "PeriodOfTime")
            for name, day in (("startDate", first), ("endDate", last)):
                if day:
                    self.graph.say(period, DCAT + name, day)

    def _page(self, path: str) -> str:
        url = self.at.page(path, "vi")
        self.graph.type(url, FOAF + "Document")
        return url


def _words(subjects: Mapping[str, Mapping[str, str]]) -> list[tuple[str, str]]:
    """Return (language, word) of what a document is about, each once."""
    return sorted({(lang, words) for names in subjects.values() for lang, words in names.items()})
