"""The W3C suites of the SPARQL 1.1 and 1.0 query and update languages, asked over HTTP.

They lie in the folder that SCTBV_SPARQL_SUITES names, else beside the checkout in
``shared/conformance``: ``sparql11`` and ``sparql10`` as in the repository w3c/rdf-tests. Each
folder of a suite is one test here; `sparql_suites.toml` says which of its tests fail, and why.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pyoxigraph as ox
import pytest

from sctbv_graph.errors import QueryError
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, WritableStore, form_of, is_steady
from sctbv_graph.store.tokens import closing, pieces_of
from sctbv_graph.web import create_app
from sctbv_graph.workers import Limits
from sctbv_graph.workers.window import windowed
from tests.beside import SPARQL_SUITES as SUITES
from tests.web.serving import Answer, send, serving
from tests.web.w3c_suites import (
    RESULTS,
    Case,
    Table,
    canonical,
    cases,
    csv_table,
    expected,
    quads_of,
    results_of,
    same,
)

HERE = Path(__file__).resolve()
KNOWN = tomllib.loads(HERE.with_name("sparql_suites.toml").read_text(encoding="utf-8"))
FAILS = {name for one in KNOWN["fails"] for name in one["tests"]}
TOKEN = "the-token-of-this-test"
MEDIA = {
    ".srj": "application/sparql-results+json", ".srx": "application/sparql-results+xml",
    ".tsv": "text/tab-separated-values", ".csv": "text/csv",
}  # fmt: skip


def _folders() -> list[object]:
    """Return every folder with a manifest of queries or updates."""
    found = [
        path.parent
        for suite in ("sparql11", "sparql10")
        for path in sorted((SUITES / suite).glob("*/manifest.ttl"))
        if path.parent.name not in KNOWN["elsewhere"]
    ]
    if not found:
        reason = f"no folder sparql11 in {SUITES.name}; see SCTBV_SPARQL_SUITES"
        return [pytest.param(None, marks=pytest.mark.skip(reason=reason), id="absent")]
    return [pytest.param(one, id=f"{one.parent.name}/{one.name}") for one in found]


@pytest.fixture(scope="module")
def store() -> WritableStore:
    return WritableStore(ox.Store())


@pytest.fixture(scope="module")
def port(store: WritableStore) -> Iterator[int]:
    limits = Limits(workers=1, each=1, rate=1e6, burst=10**6, cache=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SCTBV_TOKEN", TOKEN)
        with serving(create_app(Settings(), store, limits)) as made:
            yield made


def _sent(port: int, case: Case, accept: str = "*/*") -> Answer:
    kind = "update" if "update" in case.kind else "query"
    headers = {"Content-Type": f"application/sparql-{kind}", "Accept": accept}
    if kind == "update":
        headers["Authorization"] = f"Bearer {TOKEN}"
    path = "/update" if kind == "update" else "/sparql"
    return send(port, "POST", path, headers, case.text.read_bytes())


def _is_ordered(text: str) -> bool:
    """Tell whether the outermost SELECT has ORDER BY."""
    pieces = pieces_of(text)
    index = 0
    while index < len(pieces):
        if pieces[index].text in ("(", "{"):
            index = closing(pieces, index)
        elif pieces[index].word == "ORDER":
            return True
        index += 1
    return False


def _query(port: int, case: Case, base: str) -> str:
    """Ask a query in each format that it can be answered in; return what is wrong, else ""."""
    wanted = expected(case, base)
    if isinstance(wanted, set):
        answer = _sent(port, case, "application/n-triples")
        if answer.status != 200:
            return f"{answer.status} {answer.text}"
        triples = ox.parse(answer.body, ox.RdfFormat.N_TRIPLES)
        return "" if canonical(list(triples)) == wanted else f"other statements: {answer.text}"
    own = case.result.suffix if case.result is not None else ""
    asked = [own] if own in (".csv", ".tsv") else [".srj", ".srx"]
    asked += [".tsv"] if isinstance(wanted, Table) and own not in asked else []
    for suffix in asked:
        answer = _sent(port, case, MEDIA[suffix])
        if answer.status != 200:
            return f"{answer.status} {answer.text}"
        if not answer.headers["content-type"].startswith(MEDIA[suffix]):
            return f"answered as {answer.headers['content-type']}"
        csv = suffix == ".csv"
        found = csv_table(answer.body) if csv else results_of(answer.body, RESULTS[suffix])
        if isinstance(wanted, bool) or isinstance(found, bool):
            right = found == wanted
        else:
            ordered = wanted.ordered or (
                _is_ordered(case.text.read_text(encoding="utf-8")) and not csv
            )
            right = same(wanted, found, ordered=ordered, lax=case.lax)
        if not right:
            return f"other rows in {suffix}: {answer.text}"
    return ""


def _update(port: int, store: WritableStore, case: Case, base: str) -> str:
    answer = _sent(port, case)
    if answer.status != 204:
        return f"{answer.status} {answer.text}"
    found, wanted = canonical(list(store.inner)), canonical(quads_of(case.after, base))
    return "" if found == wanted else f"left {sorted(found)}, not {sorted(wanted)}"


def _syntax(port: int, case: Case) -> str:
    """Ask on an empty store: what is right is carried out, what is wrong gets 400 with its place.

    What is right may still be impossible there: a graph that is dropped is not there, a function
    by its IRI is none that the engine has.
    """
    answer = _sent(port, case)
    said = f"{answer.status} {answer.text}"
    if case.kind.startswith("bad"):
        return "" if answer.status == 400 else said
    if answer.status == 400 and re.search("does not exist|is not supported", answer.text):
        return ""
    return "" if answer.status in (200, 204) else said


def _outcome(port: int, store: WritableStore, case: Case) -> str:
    base = f"http://127.0.0.1:{port}/sparql"
    store.inner.clear()
    store.inner.extend(quads_of(case.data, base))
    for name, _ in case.data.named:  # an empty one is there too
        store.inner.add_graph(ox.NamedNode(urljoin(base, name)))
    store.writes += 1
    if case.kind == "query":
        return _query(port, case, base)
    if case.kind == "update":
        return _update(port, store, case, base.replace("/sparql", "/update"))
    return _syntax(port, case)


@pytest.mark.heavy
@pytest.mark.parametrize("folder", _folders())
def test_every_test_of_the_folder(folder: Path, port: int, store: WritableStore) -> None:
    """Each holds, but those that are known to fail: and these do fail."""
    listed = cases(folder)
    assert listed
    wrong = {}
    for case in listed:
        said = _outcome(port, store, case)
        if said:
            wrong[case.name] = said
    assert {name: said for name, said in wrong.items() if name not in FAILS} == {}
    assert [c.name for c in listed if c.name in FAILS and c.name not in wrong] == []


@pytest.mark.heavy
@pytest.mark.parametrize("folder", _folders())
def test_every_answer_comes_in_parts(folder: Path) -> None:
    """The rows of each SELECT, two by two as the links to the rest lead, are its rows."""
    base = "http://127.0.0.1/sparql"
    for case in cases(folder):
        text = case.text.read_text(encoding="utf-8")
        if case.kind not in ("query", "good query") or "SERVICE" in text.upper():
            continue
        if form_of(text) != "SELECT" or not is_steady(text):
            continue
        store = EmbeddedStore(ox.Store())
        store.inner.extend(quads_of(case.data, base))
        try:
            whole = [str(row) for row in store.query(text, base=base)]
        except QueryError:  # known to fail above
            continue
        parts: list[str] = []
        while (part := windowed(text, len(parts), 2)) is not None:
            rows = [str(row) for row in store.query(part, base=base)]
            parts += rows
            if len(rows) < 2:
                break
        assert sorted(parts) == sorted(whole), case.name


def test_the_docs_tell_each_test_that_fails() -> None:
    """And each reason."""
    told = (HERE.parents[2] / "docs" / "operating.md").read_text(encoding="utf-8")
    for one in KNOWN["fails"]:
        assert one["why"] in told
        for name in one["tests"]:
            assert f"`{name.partition('/')[2]}`" in told, name
