"""`sctbv publish`: the site of Plan 211, or of a corpus of plans (`python -m bench.publish 200`).

The plans of the corpus are Plan 211 under other numbers, filed in a workspace as `sctbv add` files
them. Told are the wall time of whole processes (the first run, and one that finds nothing
changed), the largest memory of any one process, and the size of the folder. Aims: Plan 211 in less
than 10 s; 200 plans in less than 10 minutes and 1 GB of memory.
"""

from __future__ import annotations

import hashlib
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sctbv_graph.settings import bundle
from sctbv_graph.workspace import init

BASE = "https://example.org/sctbv/"
_ENTRY = """
[[source]]
file = "{name}"
sha256 = "{sha256}"
primary = true
document = "{number}-kh-ubnd-ca-mau-2024"
obtained_from = "bench/publish.py"
licence = "generated"
received = "2026-11-23"
"""


def corpus(folder: Path, plans: int) -> None:
    """Make a workspace of that many further plans."""
    init(folder)
    text = (bundle() / "data/sources/211-KH-UBND.txt").read_text(encoding="utf-8")
    listing = folder / "sources" / "sources.toml"
    entries = [listing.read_text(encoding="utf-8") if listing.is_file() else ""]
    for number in range(1001, 1001 + plans):
        data = text.replace("211/KH-UBND", f"{number}/KH-UBND").encode()
        name = f"{number}-KH-UBND.txt"
        (folder / "sources" / name).write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        entries.append(_ENTRY.format(name=name, sha256=sha256, number=number))
    listing.write_text("".join(entries), encoding="utf-8")


def _run(*command: str) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "sctbv_graph", *command], check=True)  # noqa: S603 our own
    return time.perf_counter() - start


def measure(plans: int) -> None:
    """Print what one corpus takes: Plan 211 alone, or with ``plans`` further ones."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if plans:
            corpus(folder / "data", plans)
        else:
            (folder / "data").mkdir()
        common = ["--store", str(folder / "store"), "--data", str(folder / "data")]
        command = ["publish", "-o", str(folder / "site"), "--base-url", BASE, *common]
        took = [
            ("build", _run("build", *common)),
            ("publish", _run(*command)),
            ("publish again, nothing changed", _run(*command)),
        ]
        files = [path.stat().st_size for path in (folder / "site").rglob("*") if path.is_file()]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{1 + plans} plans: {len(files)} files, {sum(files) / 1e6:.0f} MB")
    for what, seconds in took:
        print(f"{what:32} {seconds:8.1f} s")
    print(f"largest process {peak:.0f} MiB")


def main() -> None:
    """Measure the bundled corpus."""
    measure(0)


if __name__ == "__main__":
    measure(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
