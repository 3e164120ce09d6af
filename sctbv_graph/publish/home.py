"""The home page: the corpus in figures and drawings."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from sctbv_graph.build import data_version
from sctbv_graph.publish.catalogue import held_catalogue
from sctbv_graph.publish.charts import Bar, network
from sctbv_graph.publish.facts import ask, by, million, written
from sctbv_graph.publish.links import SERVER, Links, local
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.schema_org import dataset_json_ld
from sctbv_graph.query import describe, load_questions, view
from sctbv_graph.store import select


def home_page(pages: Pages, lang: str, links: Links = SERVER) -> str:
    """Return the home page as HTML."""
    values = pages.kept(f"home {lang}", lambda: _figures(pages, lang, links))
    return pages.render(
        "home.html",
        lang,
        "/",
        links,
        questions=load_questions().values(),
        json_ld=_described(pages, lang, links),
        **values,
    )


def _described(pages: Pages, lang: str, links: Links) -> Markup:
    """Return what search engines are told of the data as a whole."""
    catalogue = held_catalogue(pages, data_version(pages.settings))
    return dataset_json_ld(catalogue, ("all.nq.gz", "all.trig.gz"), lang, links)


def _figures(pages: Pages, lang: str, links: Links) -> dict[str, Any]:
    """Return sums over all tasks of the corpus: by source, by who answers, by month."""
    money = ask(pages.store, "page-corpus-money")
    tasks = by(ask(pages.store, "page-corpus"), "x")
    named = {row["party"] for rows in tasks.values() for row in rows if "party" in row}
    named |= {row["column"] for row in money if "column" in row}
    labels, _ = describe(pages.store, sorted(named), lang)
    none = "cột chưa rõ" if lang == "vi" else "column not certain"
    lines = {row["line_"]: row for row in money}
    sources: dict[str, Decimal] = {}
    of_task: dict[str, Decimal] = {}
    for row in lines.values():
        amount = million([row["vnd"]])
        name = labels.get(row.get("column", ""), none)
        sources[name] = sources.get(name, Decimal(0)) + amount
        of_task[row["x"]] = of_task.get(row["x"], Decimal(0)) + amount
    parties: dict[str, Decimal] = {}
    months: Counter[int] = Counter()
    for task, rows in tasks.items():
        for party in {row["party"] for row in rows if "party" in row}:
            parties[party] = parties.get(party, Decimal(0)) + of_task.get(task, Decimal(0))
        first, last = rows[0].get("first", ""), rows[0].get("last", "")
        if first and last:
            months.update(range(int(first[5:7]), int(last[5:7]) + 1))

    def bar(name: str, href: str, amount: Decimal) -> Bar:
        return Bar(name, href, {name: amount}, written(amount, lang))

    month = "Tháng" if lang == "vi" else "Month"
    return {
        "counts": select(pages.store, view("counts").replace("# lang", f'"{lang}"')).rows,
        "documents": select(pages.store, view("documents")).rows,
        "total": written(sum(sources.values(), Decimal(0)), lang),
        "tasks": len(tasks),
        "sources": [
            bar(name, "", amount)
            for name, amount in sorted(sources.items(), key=lambda i: (i[0] == none, -i[1]))
        ],
        "answering": [
            bar(labels.get(party, party), local(party), amount)
            for party, amount in sorted(parties.items(), key=lambda i: (-i[1], i[0]))[:12]
        ],
        "months": [bar(f"{month} {m}", "", Decimal(months[m])) for m in range(1, 13)],
        "documents_drawn": _documents(pages, lang, links),
    }


def _documents(pages: Pages, lang: str, links: Links) -> Any:
    """Return the drawing of who implements, bases itself on, amends or approves what."""
    rows = [r for r in ask(pages.store, "page-documents") if not r["how"].endswith("#cites")]
    labels, _ = describe(pages.store, sorted({r[k] for r in rows for k in ("from", "to")}), lang)

    def node(key: str) -> tuple[str, str, str]:
        return key, labels.get(key, key), links.page(local(key), lang)

    edges = Counter((r["from"], r["to"]) for r in rows)
    left, right = dict.fromkeys(r["from"] for r in rows), dict.fromkeys(r["to"] for r in rows)
    title = {"vi": "Văn bản nào thực hiện văn bản nào", "en": "Which document implements which"}
    return network([node(k) for k in left], [node(k) for k in right], edges, title[lang])
