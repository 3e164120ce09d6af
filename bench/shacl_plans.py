"""Plan-like data of any size for the SHACL benchmark: plans, tasks, money, targets, passages.

The same seed gives the same triples. About one statement in a hundred breaks a rule: missing,
doubled, of a wrong type, out of range, in a wrong order.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import TextIO

NS = "urn:bench:"
TASKS = 28
PER_PLAN = 4930
"""Triples of a plan with its tasks, nearly."""

_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_SOURCES = ("state", "province", "enterprise", "other")
_PRIORITIES = ("high", "medium", "low")


def iri(name: str) -> str:
    """Return an IRI of the benchmark as N-Triples writes it."""
    return f"<{NS}{name}>"


def typed(text: object, datatype: str) -> str:
    """Return a typed literal as N-Triples writes it."""
    return f'"{text}"^^<{_XSD}{datatype}>'


class Plans:
    """A generator with its own random numbers."""

    def __init__(self, seed: int = 211) -> None:
        """``seed`` decides every choice."""
        self._random = random.Random(seed)  # noqa: S311 test data, no secret

    def _fault(self) -> bool:
        return self._random.random() < 0.01

    def lines(self, triples: int) -> Iterator[str]:
        """Yield N-Triples, about as many as asked for."""
        yield from self._common()
        for number in range(max(1, round(triples / PER_PLAN))):
            yield from self._plan(number)

    def _common(self) -> Iterator[str]:
        sub = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
        yield f"{iri('Department')} {sub} {iri('Agency')} ."
        for i in range(20):
            agency = iri(f"agency/{i}")
            yield f"{agency} {_TYPE} {iri('Department' if i % 3 else 'Agency')} ."
            yield f'{agency} {iri("label")} "Sở {i}"@vi .'
            yield f'{agency} {iri("label")} "Department {i}"@en .'
            yield f'{agency} {iri("code")} "{"" if i == 7 else f"S{i:02}"}" .'
            yield f"{agency} {iri('kind')} {iri(f'kind/{_PRIORITIES[i % 3]}')} ."
        for i in range(12):
            indicator = iri(f"indicator/{i}")
            yield f"{indicator} {_TYPE} {iri('Indicator')} ."
            yield f'{indicator} {iri("label")} "Chỉ tiêu {i}"@vi .'
            yield f'{indicator} {iri("code")} "I{i:02}" .'
            yield f"{indicator} {iri('unit')} {iri('unit/percent')} ."

    def _plan(self, number: int) -> Iterator[str]:
        plan, year = f"plan/{number}", 2020 + number % 10
        yield f"{iri(plan)} {_TYPE} {iri('Plan')} ."
        yield f'{iri(plan)} {iri("number")} "{number + 1}/KH-UBND" .'
        yield f'{iri(plan)} {iri("title")} "Kế hoạch {number}"@vi .'
        yield f'{iri(plan)} {iri("title")} "Plan {number}"@{"vi" if self._fault() else "en"} .'
        yield f"{iri(plan)} {iri('issuer')} {iri(f'agency/{number % 20}')} ."
        yield f"{iri(plan)} {iri('issued')} {typed(f'{year}-10-02', 'date')} ."
        yield f"{iri(plan)} {iri('year')} {typed(year, 'integer')} ."
        for order in range(1, TASKS + 1):
            yield from self._task(plan, order, year)

    def _task(self, plan: str, order: int, year: int) -> Iterator[str]:
        pick, task = self._random, f"{plan}/task/{order}"

        def fact(name: str, value: str) -> str:
            return f"{iri(task)} {iri(name)} {value} ."

        yield f"{iri(task)} {_TYPE} {iri('Task')} ."
        yield fact("title", f'"Nhiệm vụ {order}"@vi')
        yield fact("title", f'"Task {order}"@en')
        yield fact("inPlan", iri(plan))
        yield fact("order", typed(order - self._fault(), "integer"))
        lead = pick.randrange(20)
        if not self._fault():
            yield fact("lead", iri(f"agency/{lead}"))
        if self._fault():
            yield fact("lead", iri("agency/unknown"))
        for i in range(1, 4):
            yield fact("coordinator", iri(f"agency/{(lead + i * (not self._fault())) % 20}"))
        yield fact("start", typed(f"{year}-01-05", "date"))
        yield fact("end", typed(f"{year - self._fault()}-12-20", "date"))
        yield fact("priority", iri(f"priority/{pick.choice(_PRIORITIES)}"))
        if self._fault():
            yield fact("status", iri("status/unknown"))
        elif pick.random() < 0.5:
            yield fact("status", iri("status/draft"))
        else:
            yield fact("approvedBy", iri(f"agency/{pick.randrange(20)}"))
        yield from self._passage(task, "lead")
        total = 0
        for i in range(4):
            amount = pick.randrange(1, 4000)
            total += amount
            yield from self._budget(task, i, amount, year)
        yield fact("statedTotal", typed(f"{total + 5 * self._fault()}.5", "decimal"))
        for i in range(2):
            yield from self._target(task, i, year)
        for i in range(3):
            yield from self._subtask(task, i, year)
        for i in range(2):
            provision = f"{task}/provision/{i}"
            yield fact("cites", iri(provision))
            yield f"{iri(provision)} {_TYPE} {iri('Provision')} ."
            article = "IV" if self._fault() else pick.randrange(1, 60)
            yield f"{iri(provision)} {iri('article')} {typed(article, 'integer')} ."
            yield f"{iri(provision)} {iri('clause')} {typed(pick.randrange(1, 9), 'integer')} ."
            yield f"{iri(provision)} {iri('ofDocument')} {iri(f'document/{pick.randrange(40)}')} ."
            yield from self._passage(provision, "article")

    def _budget(self, task: str, i: int, amount: int, year: int) -> Iterator[str]:
        line = f"{task}/budget/{i}"
        whole = i > 0
        said = f"{amount}" if whole else f"{amount}.5"
        yield f"{iri(task)} {iri('budget')} {iri(line)} ."
        yield f"{iri(line)} {_TYPE} {iri('BudgetLine')} ."
        amount_type = "integer" if whole and self._fault() else "decimal"
        yield f"{iri(line)} {iri('amount')} {typed(said, amount_type)} ."
        source = "lottery" if self._fault() else _SOURCES[i]
        yield f"{iri(line)} {iri('source')} {iri(f'source/{source}')} ."
        yield f"{iri(line)} {iri('year')} {typed(year - 5 * self._fault(), 'integer')} ."
        yield f'{iri(line)} {iri("note")} "Dòng kinh phí {i} của nhiệm vụ" .'
        yield from self._passage(line, "amount")

    def _target(self, task: str, i: int, year: int) -> Iterator[str]:
        target, pick = f"{task}/target/{i}", self._random
        yield f"{iri(task)} {iri('target')} {iri(target)} ."
        yield f"{iri(target)} {_TYPE} {iri('Target')} ."
        yield f"{iri(target)} {iri('measures')} {iri(f'indicator/{pick.randrange(12)}')} ."
        value = pick.randrange(20, 100) * (-1 if self._fault() else 1)
        yield f"{iri(target)} {iri('value')} {typed(value, 'decimal')} ."
        yield f"{iri(target)} {iri('baseline')} {typed(pick.randrange(1, 20), 'decimal')} ."
        yield f"{iri(target)} {iri('unit')} {iri('unit/percent')} ."
        yield f"{iri(target)} {iri('due')} {typed(f'{year + self._fault()}-12-01', 'date')} ."
        if not self._fault():
            yield from self._passage(target, "value")

    def _subtask(self, task: str, i: int, year: int) -> Iterator[str]:
        subtask = f"{task}/subtask/{i}"
        yield f"{iri(task)} {iri('subtask')} {iri(subtask)} ."
        yield f"{iri(subtask)} {_TYPE} {iri('Subtask')} ."
        yield f'{iri(subtask)} {iri("title")} "Việc {i}"@{"de" if self._fault() else "vi"} .'
        yield f"{iri(subtask)} {iri('order')} {typed(i + 1, 'integer')} ."
        yield f"{iri(subtask)} {iri('start')} {typed(f'{year - self._fault()}-02-01', 'date')} ."
        yield f"{iri(subtask)} {iri('end')} {typed(f'{year}-1{i}-15', 'date')} ."
        yield from self._passage(subtask, "title")

    def _passage(self, of: str, what: str) -> Iterator[str]:
        passage, start = f"{of}/passage/{what}", self._random.randrange(90000)
        length = -3 if self._fault() else self._random.randrange(3, 80)
        yield f"{iri(of)} {iri('evidence')} {iri(passage)} ."
        yield f"{iri(passage)} {_TYPE} {iri('Passage')} ."
        yield f'{iri(passage)} {iri("quote")} "{"" if self._fault() else "Nguyên văn"}" .'
        yield f"{iri(passage)} {iri('startOffset')} {typed(start, 'integer')} ."
        yield f"{iri(passage)} {iri('endOffset')} {typed(start + length, 'integer')} ."
        yield f"{iri(passage)} {iri('line')} {typed(start // 90 + 1, 'integer')} ."
        yield f"{iri(passage)} {iri('endLine')} {typed(start // 90 + 2, 'integer')} ."
        yield f"{iri(passage)} {iri('inFile')} {iri('file/1')} ."


def write(file: TextIO, triples: int) -> int:
    """Write N-Triples of about the size asked for; return how many there are."""
    count = 0
    for line in Plans().lines(triples):
        file.write(line + "\n")
        count += 1
    return count
