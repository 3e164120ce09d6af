"""The endpoint for a long time: 16 clients, queries that have to be ended, builds that replace it.

    python -m bench.soak [SECONDS]      600 unless told; `make bench-soak`

Not part of `python -m bench`. A client in turn asks a small query, a medium one and, every fiftieth
time, one without an end. Every 20 seconds another state of the data takes the server over. Ends
with 1 where a request failed that had not to, or where the server's memory grew.
"""

from __future__ import annotations

import http.client
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from bench.http_servers import sctbv, told_of_all
from bench.questions import copy_of, merged

CLIENTS = 16
COPIES = 5
RELOAD = 20.0
CROSS_EVERY = 50
GROWN = 1.25
"""How much more memory the last quarter may take than the second; the first fills the caches."""
_QUERIES = {
    name: Path(__file__).with_name(f"{name}.rq").read_text(encoding="utf-8")
    for name in ("small", "medium", "cross")
}
_RIGHT = {"small": {200}, "medium": {200}, "cross": {504}}


@dataclass
class Seen:
    """What the clients saw, by query and status; ``wrong`` are answers that had not to be."""

    counts: Counter[tuple[str, int]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, status: int, text: str) -> None:
        """Count an answer; 0 stands for a connection that broke."""
        with self.lock:
            self.counts[name, status] += 1
            if status not in _RIGHT[name]:
                self.wrong.append(f"{name}: {status} {text[:200]}")


def _client(port: int, path: str, until: float, seen: Seen, number: int) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    asked = number * 3  # not all at once
    while time.monotonic() < until:
        asked += 1
        name = "cross" if asked % CROSS_EVERY == 0 else ("small", "medium")[asked % 2]
        try:
            connection.request("GET", f"{path}?query={quote(_QUERIES[name])}")
            answer = connection.getresponse()
            seen.note(name, answer.status, answer.read().decode("utf-8", "replace"))
        except (OSError, http.client.HTTPException) as error:
            seen.note(name, 0, repr(error))
            connection.close()
    connection.close()


def memory(pid: int) -> float:
    """Return the memory of a process and its children, in MiB, shared pages counted in parts."""
    lines = (line for told in told_of_all(pid, "smaps_rollup") for line in told.splitlines())
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def _reload(folder: Path, number: int) -> None:
    """Put another state in the place of the one that is served, as a build does."""
    stores = folder / "stores"
    name, mark = (folder / "current").read_text(encoding="utf-8").split()
    target = stores / f"bench-{number}"
    ox.Store.read_only(str(stores / name)).backup(str(target))
    beside = folder / "current.new"
    beside.write_text(f"{target.name}\n{mark}\n", encoding="utf-8")
    beside.replace(folder / "current")
    for old in stores.iterdir():
        if old.name not in (name, target.name):
            shutil.rmtree(old)


def main() -> int:
    """Run, print what was seen, and return the exit code."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600.0
    seen = Seen()
    sizes: list[float] = []
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "sctbv"
        folder.mkdir()
        data = Path(made) / "plans.nt"
        store, triples = ox.Store(), merged()
        for number in range(COPIES):
            store.bulk_extend(copy_of(triples, number))
        store.dump(str(data), format=ox.RdfFormat.N_TRIPLES, from_graph=ox.DefaultGraph())
        with sctbv(data, folder, SECONDS="2") as served:
            address = urlsplit(served.address)
            assert address.port is not None
            until = time.monotonic() + seconds
            clients = [
                threading.Thread(target=_client, args=(address.port, address.path, until, seen, i))
                for i in range(CLIENTS)
            ]
            for client in clients:
                client.start()
            reloads, due = 0, time.monotonic() + RELOAD
            while time.monotonic() < until:
                time.sleep(min(5.0, seconds / 20))
                sizes.append(memory(served.pid))
                if time.monotonic() > due:
                    reloads, due = reloads + 1, due + RELOAD
                    _reload(folder, reloads)
            for client in clients:
                client.join()
    return _told(seconds, seen, sizes, reloads)


def _told(seconds: float, seen: Seen, sizes: list[float], reloads: int) -> int:
    print(f"{seconds:g} s, {CLIENTS} clients, {reloads} reloads")
    for (name, status), count in sorted(seen.counts.items()):
        print(f"{name:7} {status:3} {count:8}")
    quarter = max(1, len(sizes) // 4)
    before = statistics.median(sizes[quarter : 2 * quarter] or sizes)
    after = statistics.median(sizes[-quarter:])
    print(f"memory, median MiB: second quarter {before:.0f}, last quarter {after:.0f}")
    for text in seen.wrong[:10]:
        print(f"had not to be: {text}")
    print(f"failed that had not to: {len(seen.wrong)}")
    return int(bool(seen.wrong) or after > before * GROWN)


if __name__ == "__main__":
    sys.exit(main())
