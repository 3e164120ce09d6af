"""Which administrative unit a name means on a day: units that changes of territory made or ended.

`places.toml` holds the units of one day, `territory.toml` those of before and after, `events.toml`
the changes. A new unit may carry an old one's name ("tỉnh Cà Mau" of before and after 2025): the
day tells which of them is meant.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sctbv_graph.model import KnownPlace

_REMARK = re.compile(r"\s*\([^()]*\)\s*\Z")  # "tỉnh Cà Mau (mới, 2025)": the name is "tỉnh Cà Mau"


class Changes:
    """The days on which changes of territory made and ended units, by the units' keys."""

    def __init__(self, events: Iterable[dict[str, Any]]) -> None:
        """Read the entries of ``events.toml``; one without a day tells nothing here."""
        self.made: dict[str, dt.date] = {}
        self.ended: dict[str, dt.date] = {}
        for event in events:
            day = event.get("date")
            if event.get("class") != "TerritorialChange" or not isinstance(day, dt.date):
                continue
            for before in event.get("places_before", ()):
                self.ended.setdefault(_key(before), day)
            for after in event.get("places_after", ()):
                self.made.setdefault(_key(after), day)

    def dated(self, places: Iterable[KnownPlace]) -> Iterator[KnownPlace]:
        """Yield places with the days between which they were there."""
        for place in places:
            ended, made = self.ended.get(place.key), self.made.get(place.key)
            yield replace(place, since=made, until=ended) if made or ended else place

    def later(self, units: Iterable[KnownPlace]) -> Iterator[KnownPlace]:
        """Yield those units that a change made, with its day."""
        for unit in units:
            if unit.key in self.made:
                yield replace(unit, since=self.made[unit.key])


def unit_of(entry: dict[str, Any]) -> KnownPlace:
    """Return an entry of ``territory.toml`` under its plain name; `KeyError` where it lacks one."""
    return KnownPlace(
        key=_key(entry["id"]),
        name=_REMARK.sub("", entry["name"]),
        kind=entry["kind"],
        within=_key(entry.get("within", "")),
        source=entry["source"],
    )


def _key(thing: str) -> str:
    return thing.partition("/")[2]
