"""A plan as a document: its sections, targets, tasks and money, with what the audit found beside.

Everything comes from the graph by the views ``page-*.rq``; every value carries the place in the
text that it was read from.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sctbv_graph import iris
from sctbv_graph.publish.charts import Bar, network
from sctbv_graph.publish.facts import (
    ROLES,
    Place,
    Row,
    ask,
    by,
    in_language,
    million,
    place_of,
    widest,
    written,
)
from sctbv_graph.publish.links import Links, local
from sctbv_graph.publish.margin import Remark, remarks_on
from sctbv_graph.publish.pages import Pages
from sctbv_graph.query import describe

_TOPS = ("DocumentPart", "Purpose", "Objective", "SolutionGroup", "Solution", "FundingRule", "Duty")


@dataclass(slots=True)
class Element:
    """One element of a plan with its words, what stands in it, and remarks of the audit."""

    iri: str
    classes: set[str]
    text: str
    ordinal: int
    stated: str
    place: Place | None
    parents: set[str]
    children: list[Element] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    quantities: list[tuple[str, Place | None]] = field(default_factory=list)


@dataclass(slots=True)
class Task:
    """A task as a row of the plan's table."""

    element: Element
    parties: dict[str, list[tuple[str, str, Place | None]]]
    money: list[tuple[Decimal, str, str, Place | None]]
    times: list[tuple[str, int, int, bool, Place | None]]

    @property
    def total(self) -> Decimal:
        """All money of the task, in million dong."""
        return sum((amount for amount, *_ in self.money), Decimal(0))


def plan_values(pages: Pages, iri: str, lang: str, links: Links) -> dict[str, Any]:
    """Return what the page of a plan shows beyond its statements; empty where nothing was read."""
    store = pages.store
    elements = _elements(pages, iri)
    if not elements:
        return {}
    known = remarks_on(pages, iri, lang)
    remarks = known or []
    for remark in remarks:
        owner = elements.get(iris.document_of(remark.focus))
        if owner:
            owner.remarks.append(remark)
    for row in in_language(ask(store, "page-quantities", iri), "text", lang):
        if row["x"] in elements:
            elements[row["x"]].quantities.append((row.get("text", ""), place_of(row, iri)))
    tasks = _tasks(pages, iri, elements, lang)
    tree = _tree(elements)
    references = _references(pages, iri, lang)
    columns = _columns(tasks, lang)
    return {
        "tasks": tasks,
        "tree": tree,
        "counts": Counter(name for e in elements.values() for name in e.classes),
        "references": references,
        "remarks": [r for r in remarks if iris.document_of(r.focus) not in elements],
        "all_remarks": remarks,
        "audited": known is not None,
        "sources": columns,
        "leads": _leads(tasks, lang),
        "total": sum((t.total for t in tasks), Decimal(0)),
        "totals": _totals(pages, iri, lang),
        "documents": _network(pages, iri, lang, links),
    }


def _elements(pages: Pages, iri: str) -> dict[str, Element]:
    """Return the elements of a document by IRI."""
    found: dict[str, Element] = {}
    for node, rows in by(ask(pages.store, "page-elements", iri), "x").items():
        if "#" in node:
            continue
        first = rows[0]
        found[node] = Element(
            node,
            {row["class"].partition("#")[2] for row in rows},
            first.get("text", ""),
            int(first.get("ordinal", 0)),
            next((row["stated"] for row in rows if "stated" in row), ""),
            widest(rows, iri),
            {row["part"] for row in rows if "part" in row},
        )
    return found


def _tree(elements: dict[str, Element]) -> list[Element]:
    """Return the parts and what stands in them, as the document has them in order.

    Elements of the table (tasks, their contents and results) are no part of the tree.
    """
    shown = {
        key: e
        for key, e in elements.items()
        if e.classes & set(_TOPS) and not _in_task(e, elements)
    }
    tops = []
    for key, element in shown.items():
        parents = [p for p in element.parents if p in shown]
        # An item stands in its part and in the item above: the lower one holds it.
        below = [p for p in parents if any(o in shown[p].parents for o in parents if o != p)]
        parent = next(iter([*below, *parents]), key)
        if parent != key:
            shown[parent].children.append(element)
        else:
            tops.append(element)
    for element in shown.values():
        element.children.sort(key=_order)
    return [e for e in sorted(tops, key=_order) if e.children or e.text]


def _in_task(element: Element, elements: dict[str, Element]) -> bool:
    return any("Task" in elements[p].classes for p in element.parents if p in elements)


def _order(element: Element) -> tuple[int, int]:
    return (element.place.start if element.place else 10**9, element.ordinal)


def task_values(pages: Pages, task: str, document: str, lang: str) -> dict[str, Any]:
    """Return who does a task, when, with what money, where, for what; what it consists of."""
    element = Element(task, {"Task"}, "", 0, "", None, set())
    (made,) = _tasks(pages, document, {task: element}, lang, task)
    around = in_language(ask(pages.store, "page-task", task), "text", lang)
    labels, _ = describe(pages.store, sorted({row["x"] for row in around} | {document}), lang)
    groups: dict[str, list[tuple[str, str, Place | None]]] = {}
    for row in around:
        entry = row["x"], row.get("text") or labels.get(row["x"], row["x"]), place_of(row, document)
        held = groups.setdefault(row["how"].partition("#")[2], [])
        if entry[0] not in [thing for thing, *_ in held]:
            held.append(entry)
    known = remarks_on(pages, document, lang)
    return {
        "task": made,
        "groups": groups,
        "document": document,
        "document_label": labels.get(document, document),
        "remarks": [r for r in known or () if iris.document_of(r.focus) == task],
        "audited": known is not None,
    }


def _tasks(
    pages: Pages, iri: str, elements: dict[str, Element], lang: str, only: str = ""
) -> list[Task]:
    """Return the tasks among some elements of a document; of one alone where it is named."""
    store = pages.store
    asked, alone = only or iri, bool(only)
    roles = by(ask(store, "page-roles", asked, alone), "x")
    money = by(ask(store, "page-money", asked, alone), "x")
    times = by(ask(store, "page-times", asked, alone), "x")
    named = {row["party"] for rows in roles.values() for row in rows}
    named |= {row["column"] for rows in money.values() for row in rows if "column" in row}
    labels, _ = describe(store, sorted(named), lang)
    made = []
    for key, element in elements.items():
        if "Task" not in element.classes:
            continue
        parties: dict[str, list[tuple[str, str, Place | None]]] = {}
        for row in roles.get(key, []):
            entry = (row["party"], labels.get(row["party"], row["party"]), place_of(row, iri))
            held = parties.setdefault(ROLES[row["role"].partition("#")[2]], [])
            if entry[0] not in [party for party, *_ in held]:
                held.append(entry)
        lines: dict[str, Row] = {}
        for row in money.get(key, []):
            # A line has passages for its amount and for its note; the amount's is shown.
            if row["line_"] not in lines or row.get("supports", "").endswith("#statedAmount"):
                lines[row["line_"]] = row
        amounts = [
            (
                million([row["vnd"]]),
                labels.get(row.get("column", ""), ""),
                row.get("basis", "read").rsplit("/", 1)[-1],
                place_of(row, iri),
            )
            for row in lines.values()
        ]
        frames = [
            (
                row.get("text", ""),
                int(row["first"][5:7]) if "first" in row else 0,
                int(row["last"][5:7]) if "last" in row else 0,
                row.get("tentative") == "true",
                place_of(row, iri),
            )
            for row in in_language(times.get(key, []), "text", lang)
        ]
        made.append(Task(element, parties, amounts, frames[:1]))
    return sorted(made, key=lambda task: task.element.ordinal)


def _columns(tasks: list[Task], lang: str) -> list[Bar]:
    """Return the money by printed column, what has none apart."""
    none = "cột chưa rõ" if lang == "vi" else "column not certain"
    sums: dict[str, Decimal] = {}
    for task in tasks:
        for amount, column, _, _ in task.money:
            sums[column or none] = sums.get(column or none, Decimal(0)) + amount
    ordered = sorted(sums.items(), key=lambda item: (item[0] == none, -item[1]))
    return [Bar(name, "", {name: amount}, written(amount, lang)) for name, amount in ordered]


def _leads(tasks: list[Task], lang: str) -> list[Bar]:
    """Return the money by who leads; of a task with several leads each is named with the whole."""
    sums: dict[tuple[str, str], Decimal] = {}
    for task in tasks:
        for party, label, _ in task.parties.get("lead", []):
            sums[party, label] = sums.get((party, label), Decimal(0)) + task.total
    ordered = sorted(sums.items(), key=lambda item: (-item[1], item[0][1]))
    return [
        Bar(label, local(party), {"": amount}, written(amount, lang))
        for (party, label), amount in ordered
    ]


def _references(pages: Pages, iri: str, lang: str) -> list[dict[str, Any]]:
    """Return what is cited, with each capacity and its places, in the order of the text."""
    rows = in_language(ask(pages.store, "page-references", iri), "text", lang)
    named = {row[key] for row in rows for key in ("kind", "to") if key in row}
    labels, _ = describe(pages.store, sorted(named), lang)
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        to = row.get("to", "")
        name = labels.get(to, to) if to else row.get("text", "")
        kind = labels.get(row.get("kind", ""), "")
        entry = found.setdefault((to or name, kind), {"to": to, "name": name, "kind": kind,
                                                      "places": []})  # fmt: skip
        place = place_of(row, iri)
        if place and place not in entry["places"]:
            entry["places"].append(place)
    return list(found.values())


def _totals(pages: Pages, iri: str, lang: str) -> list[dict[str, Any]]:
    """Return printed and computed totals of all columns together."""
    rows = ask(pages.store, "page-totals", iri)
    made: dict[str, dict[str, Any]] = {}
    for row in rows:
        if "column" in row:
            continue
        printed = row["class"].endswith("#StatedTotal")
        name = row["t"].partition("#")[2]
        by_lines = {"vi": "cộng các dòng", "en": "sum of the lines"}[lang]
        by_columns = {"vi": "cộng các cột", "en": "sum of the columns"}[lang]
        in_text = {"vi": "in trong kế hoạch", "en": "printed in the plan"}[lang]
        label = in_text if printed else by_columns if "columns" in name else by_lines
        made[row["t"]] = {
            "label": label,
            "amount": written(million([row["vnd"]]), lang),
            "place": place_of(row, iri),
        }
    return list(made.values())


def _network(pages: Pages, iri: str, lang: str, links: Links) -> Any:
    """Return the drawing of the documents that this one names or is named by."""
    rows = [r for r in ask(pages.store, "page-relations", iri) if not r["how"].endswith("TargetOf")]
    labels, _ = describe(pages.store, sorted({r[k] for r in rows for k in ("from", "to")}), lang)

    def node(key: str) -> tuple[str, str, str]:
        return key, labels.get(key, key), links.page(local(key), lang)

    left = dict.fromkeys([iri, *(r["from"] for r in rows)])
    right = dict.fromkeys(r["to"] for r in rows)
    edges = Counter((r["from"], r["to"]) for r in rows)
    title = {"vi": "Văn bản liên quan", "en": "Related documents"}[lang]
    return network([node(k) for k in left], [node(k) for k in right], edges, title)
