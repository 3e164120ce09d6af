"""The page of one thing or concept, from the store, its IRI and a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.publish.bodies import agency_values, place_values, theme_values
from sctbv_graph.publish.description import Described, described
from sctbv_graph.publish.incoming import MAX_INCOMING, asked
from sctbv_graph.publish.incoming import Links as Incoming
from sctbv_graph.publish.items import cited_values, target_values
from sctbv_graph.publish.links import FORMATS, SERVER, Links, data_path, local
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.plan import plan_values, task_values
from sctbv_graph.publish.quotes import Quote, passages_in, quote_list, quoted
from sctbv_graph.publish.schema_org import thing_json_ld
from sctbv_graph.publish.site_links import linking
from sctbv_graph.publish.statement_table import statement_table
from sctbv_graph.query import Named, describe, text_of, view
from sctbv_graph.results import MEDIA
from sctbv_graph.store import Store, Term, each_row
from sctbv_graph.terms import DCTERMS, ORG, PROV, RDF, SKOS

_TYPE = RDF + "type"
_PASSAGE = ox.NamedNode(iris.term("Evidence"))
_LABEL, _WORDS, _BASIS = SKOS + "prefLabel", iris.term("statedText"), iris.term("basis")
_RESTS_ON = iris.term("hasEvidence")

_Said = dict[str, dict[str, list[Term]]]

_BODIES = {"Agency", "AgencyUnit", "OtherOrganization", "CollectiveParty"}
_TARGETS = {"Objective", "Target", "ReportedTarget"}
_CITED = {"Document", "Decision", "Plan", "Programme", "Standard"}

# Properties of other vocabularies, which this ontology does not label.
_BORROWED = {
    RDF + "type": ("loại", "type"),
    SKOS + "prefLabel": ("tên", "name"),
    SKOS + "altLabel": ("tên khác", "other name"),
    SKOS + "hiddenLabel": ("cách viết khác", "other spelling"),
    SKOS + "notation": ("mã", "code"),
    SKOS + "definition": ("định nghĩa", "definition"),
    SKOS + "inScheme": ("trong bộ khái niệm", "in the scheme"),
    SKOS + "topConceptOf": ("khái niệm đầu của", "top concept of"),
    SKOS + "broader": ("rộng hơn", "broader"),
    SKOS + "narrower": ("hẹp hơn", "narrower"),
    SKOS + "exactMatch": ("trùng với", "same as"),
    SKOS + "closeMatch": ("gần với", "close to"),
    DCTERMS + "title": ("tên gọi", "title"),
    DCTERMS + "description": ("ghi chú", "description"),
    DCTERMS + "source": ("nguồn", "source"),
    DCTERMS + "subject": ("chủ đề", "subject"),
    DCTERMS + "identifier": ("địa chỉ", "identifier"),
    PROV + "hadPrimarySource": ("nguồn gốc", "primary source"),
    PROV + "wasDerivedFrom": ("tính từ", "derived from"),
    ORG + "originalOrganization": ("cơ quan ban đầu", "original organization"),
    ORG + "resultingOrganization": ("cơ quan sau đó", "resulting organization"),
}


@dataclass(frozen=True, slots=True)
class Gathered:
    """What a page says of a thing in any language: its statements, quotes, what points to it.

    ``said`` are the statements but those of passages, as subject -> property -> values; ``named``
    is everything that a page may call by its name.
    """

    described: Described
    said: _Said
    named: list[str]
    incoming: Incoming
    quotes: dict[str, list[Quote]]

    @property
    def classes(self) -> list[str]:
        """Return the IRIs of the thing's classes."""
        return [_iri(term) for term in self.values(_TYPE)]

    def values(self, predicate: str) -> list[Term]:
        """Return what is said of the thing by a property."""
        return self.said.get(self.described.iri, {}).get(predicate, [])


def gather(pages: Pages, iri: str) -> Gathered | None:
    """Return what the pages of a thing or concept say, ``None`` where nothing is said of it."""
    found = described(pages.store, iri)
    if not found.triples:
        return None
    whole = _grouped(found)
    said = _without_passages(whole)
    _note_names(pages.store, iri, said)
    named = _named(said)
    incoming = found.incoming.first() if found.incoming else asked(pages.store, iri)
    named.update(*incoming)
    quotes = quoted(passages_in(pages.store, {*said, iri}, whole), pages.in_context)
    return Gathered(found, said, sorted(named | {iri}), incoming, quotes)


def thing_page(pages: Pages, iri: str, lang: str, links: Links = SERVER) -> str:
    """Return the page of a thing or concept as HTML, "" where nothing is said of it."""
    gathered = gather(pages, iri)
    return page_of(pages, gathered, lang, links) if gathered else ""


def page_of(pages: Pages, gathered: Gathered, lang: str, links: Links) -> str:
    """Return a page of what was gathered of a thing as HTML."""
    iri, incoming = gathered.described.iri, gathered.incoming
    labels, basis = describe(pages.store, gathered.named, lang)
    labels = {**{name: said[lang == "en"] for name, said in _BORROWED.items()}, **labels}
    classes = [c for c in gathered.classes if c.startswith(iris.DEF)]
    kind, values = _about(pages, gathered, lang, links, classes)
    title, title_lang = _title(gathered, labels, lang)
    link = linking(links, lang)

    return pages.render(
        "thing.html",
        lang,
        local(iri),
        links,
        node=iri,
        labels=labels,
        basis=basis,
        statements=gathered.said,
        table=lambda properties: statement_table(
            properties, labels, basis, lambda name: pages.basis_name(name, lang), link
        ),
        fragments=sorted(gathered.said.keys() - {iri}),
        incoming=incoming,
        quotes=lambda node: quote_list(
            gathered.quotes.get(node, ()), lang, link, pages.sources.__contains__
        ),
        truncated=len(incoming) == MAX_INCOMING,
        alternates=alternates(iri),
        kind=kind,
        classes=classes,
        title=title,
        title_lang=title_lang,
        json_ld=thing_json_ld(iri, classes, gathered.said, title, labels, lang, links),
        subtitle=_subtitle(gathered, labels),
        **pages.macros(lang, links),
        **values,
    )


def _about(
    pages: Pages, gathered: Gathered, lang: str, links: Links, classes: list[str]
) -> tuple[str, dict[str, Any]]:
    """Return which kind of page a thing has, "" for that of its statements, and what it shows."""
    iri = gathered.described.iri
    names = {name.partition("#")[2] for name in classes}
    made: dict[str, Any] = {}
    kind = ""
    if names & _BODIES:
        kind, made = "agency", agency_values(pages, iri, lang, links)
    elif names & _TARGETS:
        kind, made = "target", target_values(pages, iri, lang, links, gathered.said)
    elif names & _CITED:
        if "Plan" in names:
            kind, made = "plan", plan_values(pages, iri, lang, links)
        if not made:
            kind, made = "cited", cited_values(pages, iri, lang, links)
    elif "Task" in names and (stated := _stated_in(gathered)):
        kind, made = "task", task_values(pages, iri, stated, lang)
    elif "AdministrativeUnit" in names:
        kind, made = "place", place_values(pages, iri, lang)
    elif iri.startswith(iris.CONCEPT):
        kind, made = "theme", theme_values(pages, iri, lang)
    return (kind, made) if made else ("", {})


def _stated_in(gathered: Gathered) -> str:
    """Return the document that an element stands in, "" where none is named."""
    return next((_iri(term) for term in gathered.values(iris.term("isStatedIn"))), "")


def _subtitle(gathered: Gathered, labels: Mapping[str, str]) -> list[str]:
    """Return the title, the issuer and the day of a document, as far as they are known."""
    wanted = (DCTERMS + "title", iris.term("issuedBy"), iris.term("dateIssued"))
    said = (gathered.values(name)[-1:] for name in wanted)
    return [labels.get(_iri(term), _text(term)) for some in said for term in some]


def _text(term: object) -> str:
    if isinstance(term, ox.Literal):
        day = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", term.value)
        return f"{day[3]}/{day[2]}/{day[1]}" if day else term.value
    return _iri(term)


def _title(gathered: Gathered, labels: Mapping[str, str], lang: str) -> tuple[str, str]:
    """Return what a thing is called, in full where its words are its name, and the language."""
    for name in (iris.term("statedText"), SKOS + "prefLabel"):
        said = {
            term.language or "": term.value
            for term in gathered.values(name)
            if isinstance(term, ox.Literal)
        }
        for spoken in (lang, "vi", ""):
            if spoken in said:
                return said[spoken], spoken if spoken != lang else ""
    iri = gathered.described.iri
    return labels.get(iri, iri), ""


def alternates(iri: str) -> list[tuple[str, str, str]]:
    """Return (media type, path, name) of each form of data beside a page."""
    names = {"ttl": "Turtle", "nt": "N-Triples", "jsonld": "JSON-LD", "rdf": "RDF/XML",
             "trig": "TriG"}  # fmt: skip
    return [(MEDIA[s].partition(";")[0], data_path(iri, s), names[s]) for s in FORMATS]


def things_with_pages(pages: Pages) -> list[str]:
    """Return the IRIs of everything in the graph that has a page of its own, sorted."""
    return sorted(_iri(row["s"]) for row in each_row(pages.store, view("pages")))


def _grouped(found: Described) -> _Said:
    """Return subject -> property -> values, in the order of the statements."""
    grouped: _Said = {}
    for subject, predicate, value in found.rows:
        grouped.setdefault(subject.removeprefix("_:"), {}).setdefault(predicate, []).append(value)
    return grouped


def _without_passages(whole: _Said) -> _Said:
    """Return what is said but of passages: these are shown as quotes."""
    kept: _Said = {}
    for node, said in whole.items():
        if _PASSAGE not in said.get(_TYPE, ()):
            own = {name: values for name, values in said.items() if name != _RESTS_ON}
            if own:
                kept[node] = own
    return kept


def _named(said: _Said) -> set[str]:
    """Return the IRIs of all that is named: nodes, properties, values."""
    named = {node for node in said if ":" in node}
    for of in said.values():
        named.update(of)
        named.update(t.value for some in of.values() for t in some if isinstance(t, ox.NamedNode))
    return named


def _note_names(store: Store, iri: str, said: _Said) -> None:
    """Tell a store that holds names those that a description says: they need not be asked for.

    Where there are several, which of them is shown is for the answer of the store to say.
    """
    held: dict[str, Named] | None = getattr(store, "names", None)
    if held is None:
        return
    for node, of in said.items():
        labels = of.get(_LABEL) or of.get(_WORDS) or []
        bases = [_iri(term) for term in of.get(_BASIS, ())]
        own = node == iri or node.startswith(f"{iri}#")
        if own and len(labels) < 2 and len(bases) < 2 and all("/" in how for how in bases):
            names = tuple(
                (text_of(t), t.language if isinstance(t, ox.Literal) else None) for t in labels
            )
            held[node] = names, "".join(how.rsplit("/", 1)[1] for how in bases)


def _iri(term: object) -> str:
    return term.value if isinstance(term, (ox.NamedNode, ox.BlankNode)) else str(term)
