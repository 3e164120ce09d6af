"""What the pages of tasks, targets and cited documents say beyond their statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sctbv_graph import iris
from sctbv_graph.publish.charts import Dot, network, over_years
from sctbv_graph.publish.facts import Row, ask, by, in_language, place_of, written
from sctbv_graph.publish.links import Links, local
from sctbv_graph.publish.pages import Pages
from sctbv_graph.query import describe, text_of
from sctbv_graph.store import Term

MAX_THRESHOLDS = 200
"""How many thresholds for the same population a page shows; how many more there are is told."""


_Said = Mapping[str, Mapping[str, Sequence[Term]]]
"""Node -> property -> values: a description, which spares a query where it holds all."""

_NUMBERED = {iris.term("forPeriod"), iris.term("comparedWith")}


def target_values(pages: Pages, iri: str, lang: str, links: Links, said: _Said) -> dict[str, Any]:
    """Return who serves an objective or target, and what is set elsewhere for the same people.

    ``said`` is what is said of it and its fragments.
    """
    serving = in_language(ask(pages.store, "page-serves", iri), "text", lang)
    everywhere = in_language(_thresholds(pages, iri, said), "action", lang)
    set_elsewhere = _first(everywhere, iri)
    numbers = in_language(_numbers(pages, iri, said), "text", lang)
    if not (serving or set_elsewhere or numbers):
        return {}
    named = {row[k] for row in serving for k in ("plan", "party") if k in row}
    named |= {row[k] for row in set_elsewhere for k in ("of", "kind")}
    labels, _ = describe(pages.store, sorted(named), lang)
    tasks = [
        {
            "iri": task,
            "text": rows[0].get("text", task),
            "ordinal": int(rows[0].get("ordinal", 0)),
            "plan_label": labels.get(rows[0].get("plan", ""), ""),
            "leads": sorted(
                {(r["party"], labels.get(r["party"], "")) for r in rows if "party" in r}
            ),
        }
        for task, rows in by(serving, "x").items()
    ]
    thresholds: list[dict[str, Any]] = [
        {
            "iri": row["page"],
            "of": row["of"],
            "of_label": labels.get(row["of"], row["of"]),
            "decision": row["class"].endswith("#Decision"),
            "value": written(Decimal(row["value"]), lang) + "%",
            "year": row.get("day", "")[:4],
            "action": row.get("action", ""),
            "own": iris.document_of(row["target"]) == iri,
            "kind": labels.get(row["kind"], ""),
        }
        for row in set_elsewhere
    ]
    dots = [
        Dot(
            f"{t['value']} {t['of_label']}",
            links.page(local(t["iri"]), lang),
            int(t["year"]),
            Decimal(row["value"]),
            0 if t["decision"] else 2 if t["own"] else 1,
        )
        for t, row in zip(thresholds, set_elsewhere, strict=True)
        if t["year"]
    ]
    title = {"vi": "Ngưỡng theo năm", "en": "Thresholds over the years"}[lang]
    years = {dot.year for dot in dots}
    return {
        "serving": tasks,
        "thresholds": thresholds,
        "more": len(everywhere) - len(thresholds),
        "numbers": [_number(row, lang) for row in numbers],
        "chart": over_years(dots, title, "%", "#thresholds") if len(years) > 1 else "",
    }


def _number(row: Row, lang: str) -> dict[str, Any]:
    """Return one number of a target: by when, compared with what, and where it stands."""
    value = row.get("baseValue")
    return {
        "text": row["text"],
        "due": row.get("due", ""),
        "due_text": row.get("dueText", ""),
        "base": row.get("base", ""),
        "base_year": row.get("baseYear", ""),
        "base_value": written(Decimal(value), lang) if value else "",
        "place": place_of(row, row["doc"]),
    }


def _numbers(pages: Pages, iri: str, said: _Said) -> list[Row]:
    """Return the numbers that say by when, or in comparison with what."""
    quantities = _values(said, [iri], "hasQuantity")
    if all(q in said and not _NUMBERED & said[q].keys() for q in quantities):
        return []
    return [*ask(pages.store, "page-numbers", iri)]


def _thresholds(pages: Pages, iri: str, said: _Said) -> list[Row]:
    """Return the thresholds that are set for those whom an objective or target is about.

    All of the corpus are asked for once: asking for those of one target takes longer than that.
    """
    quantities = _values(said, [iri], "hasQuantity")
    scopes = _values(said, [iri, *quantities], "hasScope")
    if all(node in said for node in (*quantities, *scopes)):
        kinds = {*_values(said, scopes, "populationKind")}
    else:
        kinds = {row["kind"] for row in ask(pages.store, "page-population", iri)}
    if not kinds:
        return []
    held = pages.kept("thresholds", lambda: ask(pages.store, "page-thresholds"))
    return [row for row in held if row["kind"] in kinds]


def _values(said: _Said, nodes: Iterable[str], name: str) -> list[str]:
    known = iris.term(name)
    return [text_of(term) for node in nodes for term in said.get(node, {}).get(known, ())]


def _first(rows: list[Row], iri: str) -> list[Row]:
    """Return as many thresholds as a page shows: the Decision's, its own, then those by year."""

    def weight(at: int) -> tuple[bool, int]:
        row = rows[at]
        own = iris.document_of(row["target"]) == iri
        return not (own or row["class"].endswith("#Decision")), at

    kept = sorted(range(len(rows)), key=weight)[:MAX_THRESHOLDS]
    return [rows[at] for at in sorted(kept)]


def cited_values(pages: Pages, iri: str, lang: str, links: Links) -> dict[str, Any]:
    """Return who cites a document, standard or programme, in what capacity, by which words."""
    rows = in_language(ask(pages.store, "page-cited-by", iri), "text", lang)
    relations = ask(pages.store, "page-relations", iri)
    if not (rows or relations):
        return {}
    named = {row[k] for row in rows for k in ("kind", "plan") if k in row}
    named |= {row[k] for row in relations for k in ("from", "how", "to")}
    labels, _ = describe(pages.store, sorted(named), lang)
    citing = [
        {
            "iri": row["r"],
            "kind": labels.get(row.get("kind", ""), ""),
            "plan": row.get("plan", ""),
            "plan_label": labels.get(row.get("plan", ""), ""),
            "text": row.get("text", ""),
            "place": place_of(row, row["source"]) if "source" in row else None,
        }
        for row in rows
    ]
    kept = [r for r in relations if not r["how"].endswith("TargetOf")]

    def node(key: str) -> tuple[str, str, str]:
        return key, labels.get(key, key), links.page(local(key), lang)

    left = dict.fromkeys(r["from"] for r in kept)
    right = dict.fromkeys(r["to"] for r in kept)
    edges = Counter((r["from"], r["to"]) for r in kept)
    title = {"vi": "Văn bản liên quan", "en": "Related documents"}[lang]
    return {
        "citing": citing,
        "relations": [
            {
                "how": labels.get(r["how"], r["how"].rpartition("#")[2]),
                "from": r["from"],
                "from_label": labels.get(r["from"], r["from"]),
                "to": r["to"],
                "to_label": labels.get(r["to"], r["to"]),
            }
            for r in relations
        ],
        "documents": network([node(k) for k in left], [node(k) for k in right], edges, title)
        if kept
        else "",
    }
