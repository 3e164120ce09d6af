"""What strangers' queries without an end cost the others: the sharp figures of the safety set.

    python -m bench safety [COPIES]      20 copies of Plan 211 unless told

One client asks the small query over and over; first alone, then while two others each send a query
without an end, again and again. Told: within how many milliseconds half and 99 of 100 small
answers came, and how long after its limit a query was ended.
Ends with 1 where a promise is not kept: the limit + 1 s, 10 times the idle p99. The tests hold the
same behaviour without a clock, for they run beside others.
"""

from __future__ import annotations

import http.client
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from bench.http_servers import sctbv
from bench.questions import copy_of, merged

COPIES = 20
LIMIT = 2.0
SECONDS = 8.0
_QUERIES = {
    name: Path(__file__).with_name(f"{name}.rq").read_text(encoding="utf-8")
    for name in ("small", "cross")
}


def _ask(connection: http.client.HTTPConnection, path: str, name: str) -> tuple[int, float]:
    start = time.perf_counter()
    connection.request("GET", f"{path}?query={quote(_QUERIES[name])}")
    answer = connection.getresponse()
    answer.read()
    return answer.status, time.perf_counter() - start


def _small(port: int, path: str, seconds: float) -> list[float]:
    """Return how long the answers to the small query took; ends the program where one fails."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    took = []
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        status, seconds_ = _ask(connection, path, "small")
        if status != 200:
            raise SystemExit(f"a small query was answered {status}")
        took.append(seconds_)
    connection.close()
    return took


def _crosses(port: int, path: str, until: float, ended: list[tuple[int, float]]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while time.monotonic() < until:
        ended.append(_ask(connection, path, "cross"))
    connection.close()


def most(took: list[float]) -> float:
    """Return the time within which 99 of 100 came.

    >>> most([float(n) for n in range(1, 1001)])
    990.0
    """
    return sorted(took)[max(0, -(-len(took) * 99 // 100) - 1)]


def main() -> None:
    """Print one table; exit with 1 where a promise is not kept."""
    copies = next((int(arg) for arg in sys.argv[1:] if arg.isdigit()), COPIES)
    with tempfile.TemporaryDirectory() as made:
        folder, data = Path(made) / "sctbv", Path(made) / "plans.nt"
        folder.mkdir()
        store, triples = ox.Store(), merged()
        for number in range(copies):
            store.bulk_extend(copy_of(triples, number))
        store.dump(str(data), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        with sctbv(data, folder, SECONDS=f"{LIMIT:g}", WORKERS="4") as served:
            address = urlsplit(served.address)
            assert address.port is not None
            idle = _small(address.port, address.path, SECONDS)
            ended: list[tuple[int, float]] = []
            until = time.monotonic() + SECONDS
            others = [
                threading.Thread(target=_crosses, args=(address.port, address.path, until, ended))
                for _ in range(2)
            ]
            for other in others:
                other.start()
            busy = _small(address.port, address.path, SECONDS)
            for other in others:
                other.join()
    for name, took in (("alone", idle), ("beside two without an end", busy)):
        print(
            f"small query {name:26} {len(took):6} answers, "
            f"p50 {statistics.median(took) * 1000:.1f} ms, p99 {most(took) * 1000:.1f} ms"
        )
    late = [took - LIMIT for status, took in ended if status == 504]
    print(f"queries without an end: {len(ended)}, ended at their limit: {len(late)}, "
          f"longest after the limit of {LIMIT:g} s: {max(late) * 1000:.0f} ms")  # fmt: skip
    print(f"p99 beside them : p99 alone = {most(busy) / most(idle):.1f}")
    if len(late) < len(ended) or max(late) > 1 or most(busy) > 10 * most(idle):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
