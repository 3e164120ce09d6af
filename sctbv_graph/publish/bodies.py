"""What the pages of agencies, places and concepts say: work, partners, money, their history."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from sctbv_graph import iris
from sctbv_graph.publish.charts import Bar, network
from sctbv_graph.publish.facts import (
    ROLES,
    Row,
    ask,
    by,
    in_language,
    million,
    place_of,
    written,
)
from sctbv_graph.publish.links import Links, local
from sctbv_graph.publish.pages import Pages
from sctbv_graph.query import describe

_LINE = iris.term("BudgetLine")


def agency_values(pages: Pages, iri: str, lang: str, links: Links) -> dict[str, Any]:
    """Return all that a body and its units must do, with whom, with what money, and its history."""
    store = pages.store
    rows = in_language(ask(store, "page-work", iri), "text", lang)
    partners = ask(store, "page-partners", iri)
    money = by(ask(store, "page-work-money", iri), "x")
    history = succession(pages, iri, lang)
    if not (rows or partners or history):
        return {}
    named = {row[key] for row in rows for key in ("plan", "party")}
    named |= {row["other"] for row in partners}
    named |= {row["column"] for lines in money.values() for row in lines if "column" in row}
    labels, _ = describe(store, sorted(named | {iri}), lang)
    work = _work(rows, money, labels, iri)
    sources = _by_column(money, labels, lang)
    return {
        "work": work,
        "tasks": [item for item in work if item["class"] == "Task"],
        "duties": [item for item in work if item["class"] == "Duty"],
        "sources": sources,
        "total": sum((one.total for one in sources), Decimal(0)),
        "partners": [
            (row["other"], labels.get(row["other"], row["other"]), int(row["shared"]))
            for row in partners
        ],
        "around": _around(iri, partners, labels, lang, links),
        "history_rows": history,
        "labels_of": labels,
    }


def _work(
    rows: list[Row], money: dict[str, list[Row]], labels: dict[str, str], iri: str
) -> list[dict[str, Any]]:
    """Return one entry an item and role, with the unit that is meant where it is not the body."""
    made: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows:
        role = ROLES[row["role"].partition("#")[2]]
        key = row["x"], role, row["party"]
        lines = {line["line_"]: line["vnd"] for line in money.get(row["x"], [])}
        entry = made.setdefault(
            key,
            {
                "iri": row["x"],
                "class": row["class"].partition("#")[2],
                "role": role,
                "plan": row["plan"],
                "plan_label": labels.get(row["plan"], row["plan"]),
                "unit": "" if row["party"] == iri else labels.get(row["party"], ""),
                "text": row.get("text", ""),
                "ordinal": int(row.get("ordinal", 0)),
                "when": row.get("when", ""),
                "money": million(lines.values()) if role == "lead" else Decimal(0),
                "places": [],
            },
        )
        place = place_of(row, row["plan"])
        if place and place not in entry["places"]:
            entry["places"].append(place)
    order = list(ROLES.values())
    return sorted(
        made.values(),
        key=lambda e: (
            e["plan"],
            e["class"] != "Task",
            order.index(e["role"]),
            e["ordinal"],
            e["iri"],
        ),
    )


def _by_column(money: dict[str, list[Row]], labels: dict[str, str], lang: str) -> list[Bar]:
    none = "cột chưa rõ" if lang == "vi" else "column not certain"
    sums: dict[str, Decimal] = {}
    for rows in money.values():
        for row in {row["line_"]: row for row in rows}.values():
            name = labels.get(row.get("column", ""), none)
            sums[name] = sums.get(name, Decimal(0)) + million([row["vnd"]])
    ordered = sorted(sums.items(), key=lambda item: (item[0] == none, -item[1]))
    return [Bar(name, "", {name: amount}, written(amount, lang)) for name, amount in ordered]


def _around(
    iri: str, partners: list[dict[str, str]], labels: dict[str, str], lang: str, links: Links
) -> Any:
    """Return the drawing of a body and those that it shares most work with."""
    most = partners[:16]
    right = [
        (r["other"], labels.get(r["other"], r["other"]), links.page(local(r["other"]), lang))
        for r in most
    ]
    edges = Counter({(iri, r["other"]): int(r["shared"]) for r in most})
    title = {"vi": "Cùng làm với", "en": "Works with"}[lang]
    return network([(iri, labels.get(iri, iri), "")], right, edges, title) if most else ""


def succession(pages: Pages, iri: str, lang: str) -> list[dict[str, Any]]:
    """Return what passed to or from a body or a place: from, to, what, when, by which event."""
    rows = in_language(ask(pages.store, "page-succession", iri), "passed", lang)
    named = {row[k] for row in rows for k in ("from", "to", "event", "extent") if k in row}
    labels, _ = describe(pages.store, sorted(named), lang)
    return [
        {
            **row,
            "from_label": labels.get(row["from"], row["from"]),
            "to_label": labels.get(row["to"], row["to"]),
            "event_label": labels.get(row["event"], row["event"]),
            "extent_label": labels.get(row.get("extent", ""), ""),
            "day": row.get("day", ""),
            "passed": row.get("passed", ""),
        }
        for row in rows
    ]


def place_values(pages: Pages, iri: str, lang: str) -> dict[str, Any]:
    """Return what happens in a place and what became of it."""
    rows = in_language(ask(pages.store, "page-place", iri), "text", lang)
    history = succession(pages, iri, lang)
    if not (rows or history):
        return {}
    named = {row[k] for row in rows for k in ("where", "plan") if k in row}
    labels, _ = describe(pages.store, sorted(named), lang)
    tasks: list[dict[str, Any]] = []
    for task, lines in by(rows, "x").items():
        amounts = {row["line_"]: row["vnd"] for row in lines if row.get("money") == _LINE}
        tasks.append(
            {
                "iri": task,
                "text": lines[0].get("text", task),
                "ordinal": int(lines[0].get("ordinal", 0)),
                "plan_label": labels.get(lines[0].get("plan", ""), ""),
                "where": sorted({(r["where"], labels.get(r["where"], r["where"])) for r in lines}),
                "money": million(amounts.values()),
            }
        )
    return {
        "tasks": tasks,
        "history_rows": history,
        "total": sum((t["money"] for t in tasks), Decimal(0)),
    }


def theme_values(pages: Pages, iri: str, lang: str) -> dict[str, Any]:
    """Return what is said to be of a concept, by property."""
    rows = in_language(ask(pages.store, "page-theme", iri), "text", lang)
    if not rows:
        return {}
    labels, _ = describe(pages.store, sorted({r[k] for r in rows for k in ("x", "how")}), lang)
    groups = [
        (how, labels.get(how, how), list(dict.fromkeys((r["x"], _name(r, labels)) for r in some)))
        for how, some in by(rows, "how").items()
    ]
    return {"groups": groups}


def _name(row: Row, labels: dict[str, str]) -> str:
    return row.get("text") or labels.get(row["x"], row["x"].rsplit("/", 1)[-1])
