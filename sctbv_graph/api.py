"""The catalogue from Python: rows for a notebook, a DataFrame where pandas is installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from sctbv_graph.build import current, data_version, open_store
from sctbv_graph.errors import SctbvError
from sctbv_graph.query import Answer, RowEvidence, answer, answer_query, cell_text, result_hash
from sctbv_graph.settings import Settings
from sctbv_graph.store import EmbeddedStore, Store, Term
from sctbv_graph.terms import XSD

_NUMBERS = {XSD + "decimal": Decimal, XSD + "integer": int}


@dataclass(frozen=True)
class Table:
    """An answer: iterate over it for rows as dictionaries, or ask for a DataFrame."""

    answer: Answer
    data_version: str

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return self.answer.columns

    @property
    def sha256(self) -> str:
        """The hash of the canonical result, as a citation gives it."""
        return result_hash(self.answer.columns, self.answer.rows)

    @property
    def evidence(self) -> tuple[RowEvidence, ...]:
        """What each row rests on, in the order of the rows."""
        return self.answer.rests_on

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Yield rows: labels of things, numbers as numbers, ``None`` where nothing is bound."""
        for row in self.answer.rows:
            yield {name: self._cell(row.get(name)) for name in self.answer.columns}

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.answer.rows)

    def _cell(self, term: Term | None) -> object:
        if term is None:
            return None
        if isinstance(term, ox.Literal) and term.datatype.value in _NUMBERS:
            return _NUMBERS[term.datatype.value](term.value)
        return cell_text(term, self.answer.labels, data=True)

    def iris(self, column: str) -> list[str | None]:
        """Return the IRIs of a column, ``None`` where a row has no thing there."""
        terms = [row.get(column) for row in self.answer.rows]
        return [term.value if isinstance(term, ox.NamedNode) else None for term in terms]

    def to_dataframe(self, evidence: bool = False) -> Any:
        """Return the rows as a pandas DataFrame; ``evidence`` adds the lines and the quotes.

        Raises `SctbvError` where pandas is not installed.
        """
        if importlib.util.find_spec("pandas") is None:
            raise SctbvError(
                "Chưa cài pandas; hãy chạy `pip install pandas`, hoặc dùng list(...) để lấy dòng.",
                "pandas is not installed; `pip install pandas`, or take the rows by list(...).",
            )
        import pandas as pd  # type: ignore[import-untyped,unused-ignore]

        frame = pd.DataFrame(list(self), columns=list(self.columns))
        if evidence:
            frame["lines"] = [[p.line for p in rests.passages] for rests in self.evidence]
            frame["quotes"] = [[p.quote for p in rests.passages] for rests in self.evidence]
        return frame


@lru_cache(maxsize=8)
def _open(path: Path) -> EmbeddedStore:
    return EmbeddedStore.open(path)


def _store(settings: Settings) -> Store:
    """Return the store in use, built where it is missing or old, opened once."""
    opened = open_store(settings, lambda *_: None)
    found = current(settings)
    return _open(found[0]) if found else opened


def ask(name: str, /, *, workspace: str | Path | None = None, **parameters: object) -> Table:
    """Answer a question of the catalogue, or a SELECT, with the evidence of each row.

    ``name`` is the name of a question ("led-tasks") or the text of a SELECT; parameters are given
    by name (``agency="Sở Công Thương"``, accents optional). Raises `QuestionError` on an unknown
    question, parameter or value, `QueryError` on a query that does not parse.
    """
    settings = Settings(workspace=Path(workspace) if workspace else None)
    store = _store(settings)
    given: Mapping[str, str] = {k: str(v) for k, v in parameters.items() if v is not None}
    if "{" in name and not given:
        found = answer_query(store, name)
    else:
        found = answer(store, name, given, evidence=True)
    return Table(found, data_version(settings))
