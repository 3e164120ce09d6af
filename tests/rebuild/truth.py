"""Plan 211 as a table with all its cells, from the lines of the flattened text.

The flattened text lost the borders of the cells and the columns of the amounts. The script chooses
one reading of each, that fits the printed totals; it is a fixture to read back and settles nothing
about the real plan. Numbers are 1-based lines of the source; "+" joins lines cut by a hard break.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from sctbv_graph.settings import bundle
from sctbv_graph.vietnamese.numbers import parse_number

L, C, O = "local-budget", "central-budget", "other-source"  # noqa: E741 as the design names them
COLUMNS = (L, C, O)
HEADINGS = {L: 93, C: 94, O: 95}

# number, name, objective, content, result, lead, coordinators, time, amounts, note, split rows
_ROWS: tuple[tuple[object, ...], ...] = (
    (1, "101", "102", "103", "104", "105", "106", "107", {L: 108}, None),
    (2, "110", "111", "112", "113", "114", "115", "116", {L: 117}, None),
    (3, "119", "120", "121", "122", "123", "124", "125", {L: 126}, None),
    (4, "128", "129 130", "131", "", "132", "133", "134", {L: 135}, None, ("136", {L: 137})),
    (5, "139", "140", "141 142 143", "144 145 146", "147", "148", "149", {L: 150}, None),
    (6, "152", "153 154", "155 156", "157", "158+159", "160", "161", {L: 162}, None),
    (7, "164", "165", "166", "167", "168", "169", "170", {L: 171}, None),
    (8, "173", "174", "175 176 177", "178+179 180 181", "182", "183", "184", {L: 185}, None),
    (9, "187", "188", "189 190 191", "192 193 194", "195", "196", "197", {L: 198}, None),
    (10, "200+201", "202 203", "204 205 206", "207", "208", "209+210", "211", {C: 212}, 213),
    (11, "214", "215 216 217 218", "219 220 221 222 223", "224 225 226 227", "228", "229+230",
     "231", {L: 232, C: 233, O: 234}, 235),
    (12, "236", "237", "238", "239", "240", "241", "242", {C: 243, O: 244}, 245),
    (13, "246", "247", "", "248", "249", "250", "251", {L: 252}, None),
    (14, "254", "255", "256", "257 258", "259", "260", "261", {L: 262}, None),
    (15, "263", "264", "265", "266 267", "268", "269", "270", {O: 271}, None),
    (16, "272", "273", "", "274", "275", "276", "277", {L: 278}, None),
    (17, "279", "280", "", "", "281", "282", "283", {L: 284}, None),
    (18, "286", "287", "288 289", "290", "291", "292", "293", {L: 294}, None),
    (19, "296", "297 298", "299", "300", "301", "302", "303", {L: 304}, None),
    (20, "306", "307", "308 309", "310", "311", "312", "313", {L: 314}, None),
    (21, "316", "317", "318", "319", "320", "321", "322", {L: 323}, None),
)  # fmt: skip
AUTOMATIC = {1: (1, 1), 11: (2, 11), 12: (2, 11), 13: (2, 11), 15: (3, 15), 16: (3, 15),
             17: (3, 15)}  # fmt: skip
"""Task → (list, start of the list) where the row number is the word processor's."""
DECOMPOSED = {8, 14}
"""Tasks whose words are written in NFD."""
FIELDS = ("number", "name", "objective", "content", "result", "lead", "coordinators", "time",
          "money")  # fmt: skip


@dataclass(frozen=True)
class Task:
    """One task as the script writes it: paragraphs of each cell, amounts by column."""

    number: int
    name: tuple[str, ...]
    objective: tuple[str, ...]
    content: tuple[str, ...]
    result: tuple[str, ...]
    lead: tuple[str, ...]
    coordinators: tuple[str, ...]
    time: tuple[str, ...]
    money: dict[str, str]
    note: tuple[str, ...]
    split: tuple[tuple[tuple[str, ...], dict[str, str]], ...] = ()

    def amounts(self) -> list[tuple[str, Decimal]]:
        """Return all amounts with their columns, those of split rows as well, sorted."""
        rows = [self.money, *(money for _, money in self.split)]
        values = [(column, parse_number(text)) for row in rows for column, text in row.items()]
        return sorted((column, value) for column, value in values if value is not None)


def lines() -> list[str]:
    """Return the lines of Plan 211; line n is at index n."""
    text = (bundle() / "data/sources/211-KH-UBND.txt").read_bytes().decode()
    return ["", *(line.strip() for line in text.split("\n"))]


def tasks() -> tuple[Task, ...]:
    """Return the 21 tasks."""
    source = lines()

    def cell(places: str) -> tuple[str, ...]:
        return tuple(
            " ".join(source[int(line)] for line in place.split("+")) for place in places.split()
        )

    made = []
    for number, *cells, money, note, split in (
        row if len(row) == 11 else (*row, None) for row in _ROWS
    ):
        more = ()
        if split:
            places, amounts = split
            more = ((cell(places), {k: source[v] for k, v in amounts.items()}),)
        made.append(
            Task(number, *map(cell, cells), {k: source[v] for k, v in money.items()},
                 (source[note],) if note else (), more)
        )  # fmt: skip
    return tuple(made)


def shown(task: Task, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
    """Return paragraphs as the file stores them: some rows are in NFD."""
    if task.number not in DECOMPOSED:
        return paragraphs
    return tuple(unicodedata.normalize("NFD", text) for text in paragraphs)
