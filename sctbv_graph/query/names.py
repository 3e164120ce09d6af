"""Names that people type, recognised: what the parameters of the catalogue can be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from sctbv_graph import iris
from sctbv_graph.query.catalogue import Parameter, load_questions, view
from sctbv_graph.query.parameters import choices, text_of
from sctbv_graph.store import Store, select
from sctbv_graph.vietnamese.fold import Token, plain

_KINDS = ("huyen", "xa", "thanh pho", "tinh", "phuong", "thi tran", "ap", "khom")
"""What may be left out before the name of a place."""

_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september",
           "october", "november", "december")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recognised:
    """A value found in what was typed: of which choices, its label, the tokens it stands on."""

    choices: str
    value: str
    label: str
    first: int
    last: int
    said: str

    @property
    def proper(self) -> bool:
        """Tell a name (an agency, a place, a month) from a common word (a unit, a class)."""
        return self.choices == "month" or self.value.startswith(iris.ID)


@dataclass(frozen=True, slots=True)
class Names:
    """Plain spellings -> what they name, for each list of choices."""

    spellings: Mapping[str, tuple[tuple[str, str, str], ...]]
    longest: int


def load_names(store: Store) -> Names:
    """Return every spelling of everything that a parameter can be.

    A short form that could be two things (Cà Mau, the province or the city) is left out.
    """
    lists: dict[str, Parameter] = {}
    for question in load_questions().values():
        for parameter in question.parameters:
            if parameter.choices:
                lists.setdefault(parameter.choices, parameter)
    found: dict[str, list[tuple[str, str, str]]] = {}
    for name, parameter in lists.items():
        known = dict(reversed(choices(store, parameter)))
        full: dict[str, set[str]] = {}
        short: dict[str, set[str]] = {}
        for value, said in _all_names(store, known):
            full.setdefault(plain(said), set()).add(value)
            for other in _short_forms(value, said):
                short.setdefault(other, set()).add(value)
        for spelling, values in [
            *full.items(),
            *((s, v) for s, v in short.items() if s not in full),
        ]:
            if spelling and len(values) == 1:
                (value,) = values
                found.setdefault(spelling, []).append((name, value, known[value]))
    longest = max((len(spelling.split()) for spelling in found), default=0)
    return Names({spelling: tuple(said) for spelling, said in found.items()}, longest)


def _all_names(store: Store, known: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    yield from known.items()
    nodes = " ".join(str(ox.NamedNode(value)) for value in known if ":" in value)
    if nodes:
        for row in select(store, view("names").replace("# nodes", nodes)).rows:
            yield text_of(row["node"]), text_of(row["name"])


def _short_forms(value: str, said: str) -> Iterable[str]:
    name = plain(said)
    for kind in _KINDS:
        if "/place/" in value and name.startswith(f"{kind} ") and len(name.split()) > 2:
            yield name.removeprefix(f"{kind} ")
    if match := re.match(r"(\d+)/(?:\d{4}/)?([^\W\d_]+)", said):
        number = match[1]
        yield plain(match[0])
        for kind in {"kh": ("ke hoach", "plan"), "qd": ("quyet dinh", "decision")}.get(
            plain(match[2]), ()
        ):
            yield f"{kind} {number}"
            yield f"{kind} so {number}"


def recognise(names: Names, words: Sequence[Token]) -> list[Recognised]:
    """Return the names in what was typed, left to right, the longest first, without overlap."""
    found: list[Recognised] = []
    at = 0
    while at < len(words):
        for size in range(min(names.longest, len(words) - at), 0, -1):
            said = " ".join(word.text for word in words[at : at + size])
            if said in names.spellings:
                for name, value, label in names.spellings[said]:
                    found.append(Recognised(name, value, label, at, at + size, said))
                at += size
                break
        else:
            at += 1
    return found


def recognise_month(words: Sequence[Token]) -> Recognised | None:
    """Return the month that was typed: "tháng 6", "June"."""
    for at, word in enumerate(words):
        if word.text in _MONTHS and word.text != "may":
            number = str(_MONTHS.index(word.text) + 1)
            return Recognised("month", number, number, at, at + 1, word.text)
        if word.text in ("thang", "month") and at + 1 < len(words):
            number = words[at + 1].text
            if number.isdigit() and 1 <= int(number) <= 12:
                number = str(int(number))
                return Recognised("month", number, number, at, at + 2, f"{word.text} {number}")
    return None
