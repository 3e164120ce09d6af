"""Queries a second over HTTP: the endpoint with its safety on, beside three other servers.

    python -m bench http [COPIES…]      20 and 200 copies of Plan 211 unless told

A small query looks up the tasks of one plan, a medium one joins and aggregates them (`small.rq`,
`medium.rq`), by 1, 8 and 32 clients. wrk (Debian's package) sends them from the same two cores, so
client and server share them. All servers stand side by side on the same data and give the same
rows; they are asked in turns, and the median of the rounds is told: a machine that slows down for a
while slows all of them. Virtuoso is asked where it is installed (`virtuoso-opensource-7-bin`). Read
the ratios.
"""

from __future__ import annotations

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote
from urllib.request import Request, urlopen

import pyoxigraph as ox

from bench.http_servers import SERVERS, missing
from bench.questions import copy_of, merged

COPIES = (20, 200)
CLIENTS = (1, 8, 32)
SECONDS = 2
ROUNDS = 3
JSON = "application/sparql-results+json"
_QUERIES = {
    name: (Path(__file__).with_name(f"{name}.rq")).read_text(encoding="utf-8")
    for name in ("small", "medium")
}


@dataclass(frozen=True, slots=True)
class Speed:
    """Answers a second, and within how many milliseconds half and 99 of 100 came."""

    rate: float
    half: float
    most: float
    failed: int


def rows_at(address: str, query: str) -> list[str]:
    """Return a server's rows, sorted, each as JSON without how a number is typed."""
    request = Request(f"{address}?query={quote(query)}", headers={"Accept": JSON})  # noqa: S310
    with urlopen(request, timeout=120) as answer:  # noqa: S310  our own address
        found = json.load(answer)["results"]["bindings"]
    return sorted(
        json.dumps({k: v["value"] for k, v in row.items()}, sort_keys=True) for row in found
    )


def measured(address: str, query: str, clients: int) -> Speed:
    """Send a query for some seconds, over connections kept open."""
    url = f"{address}?query={quote(query)}"
    command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--latency", "--timeout", "30s"]
    done = subprocess.run(  # noqa: S603  our own command
        [*command, "-H", f"Accept: {JSON}", url], check=True, capture_output=True, text=True
    )
    return _told(done.stdout)


def _told(text: str) -> Speed:
    r"""Read what wrk prints.

    >>> _told("  50%  1.20ms\n  99%  0.02s\nRequests/sec: 812.50\nNon-2xx or 3xx responses: 3")
    Speed(rate=812.5, half=1.2, most=20.0, failed=3)
    """
    units = {"us": 0.001, "ms": 1.0, "s": 1000.0}

    def milliseconds(of: str) -> float:
        found = re.search(rf"^\s+{of}%\s+([\d.]+)(us|ms|s)", text, re.MULTILINE)
        return float(found[1]) * units[found[2]] if found else float("nan")

    rate = re.search(r"Requests/sec:\s+([\d.]+)", text)
    failed = re.search(r"Non-2xx or 3xx responses: (\d+)", text)
    return Speed(
        float(rate[1]) if rate else 0.0,
        milliseconds("50"),
        milliseconds("99"),
        int(failed[1]) if failed else 0,
    )


def main() -> None:
    """Print one table a corpus, and our rate against each peer's."""
    if shutil.which("wrk") is None:
        raise SystemExit("bench http sends its queries with wrk: install the Debian package wrk.")
    for copies in [int(arg) for arg in sys.argv[1:] if arg.isdigit()] or list(COPIES):
        with tempfile.TemporaryDirectory() as folder:
            _corpus(Path(folder), copies)


def _corpus(folder: Path, copies: int) -> None:
    data = folder / "data" / "plans.nt"
    data.parent.mkdir()
    triples = merged()
    store = ox.Store()
    for number in range(copies):
        store.bulk_extend(copy_of(triples, number))
    store.dump(str(data), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
    print(f"\n{copies} copies, {len(store):,} triples; answers a second, p50/p99 in ms")
    del store
    with ExitStack() as running:
        addresses: dict[str, str] = {}
        for name, (server, _) in SERVERS.items():
            if missing(name):
                print(f"{name}: not installed here")
                continue
            own = folder / name
            own.mkdir()
            addresses[name] = running.enter_context(server(data, own)).address
        _compare_rows(addresses)
        rates = _in_turns(addresses)
    for name in addresses:
        _line(name, rates)
    _ratios(rates)


def _compare_rows(addresses: Mapping[str, str]) -> None:
    for size, query in _QUERIES.items():
        rows = {name: rows_at(address, query) for name, address in addresses.items()}
        for name, found in rows.items():
            if found != rows["sctbv"]:
                print(f"{name} gives other rows for the {size} query")


def _in_turns(addresses: Mapping[str, str]) -> dict[tuple[str, str, int], Speed]:
    """Ask each server in each round, the first of one round last in the next."""
    found: dict[tuple[str, str, int], list[Speed]] = {}
    names = list(addresses)
    for turn in range(ROUNDS):
        for size, query in _QUERIES.items():
            for clients in CLIENTS:
                for name in names[turn % len(names) :] + names[: turn % len(names)]:
                    speed = measured(addresses[name], query, clients)
                    found.setdefault((name, size, clients), []).append(speed)
    return {key: _middle(speeds) for key, speeds in found.items()}


def _middle(speeds: Sequence[Speed]) -> Speed:
    return Speed(
        statistics.median(speed.rate for speed in speeds),
        statistics.median(speed.half for speed in speeds),
        statistics.median(speed.most for speed in speeds),
        sum(speed.failed for speed in speeds),
    )


def _line(name: str, rates: Mapping[tuple[str, str, int], Speed]) -> None:
    cells = []
    for size in _QUERIES:
        for clients in CLIENTS:
            one = rates[name, size, clients]
            failed = f" ({one.failed} failed)" if one.failed else ""
            cells.append(
                f"{size} {clients:2}: {one.rate:7.0f}, {one.half:.1f}/{one.most:.1f}{failed}"
            )
    print(f"{name:16} " + "  ".join(cells), flush=True)


def _ratios(rates: Mapping[tuple[str, str, int], Speed]) -> None:
    for peer in SERVERS:
        if peer == "sctbv" or (peer, "small", 1) not in rates:
            continue
        for size in _QUERIES:
            ours = [rates["sctbv", size, clients].rate for clients in CLIENTS]
            theirs = [max(rates[peer, size, clients].rate, 1e-9) for clients in CLIENTS]
            told = ", ".join(
                f"{clients}: {one / other:.2f}"
                for clients, one, other in zip(CLIENTS, ours, theirs, strict=True)
            )
            print(f"{size}, sctbv : {peer} = {told}")


if __name__ == "__main__":
    main()
