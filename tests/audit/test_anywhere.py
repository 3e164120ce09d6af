"""The audit as somebody on Windows has to run it: no make, no POSIX path, no signal."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from sctbv_graph.settings import bundle
from tests.rebuild import word

ROOT = Path(__file__).resolve().parents[2]
POSIX = {"fcntl", "grp", "pwd", "resource", "signal", "termios", "tty"}
MODULES = sorted(
    path
    for part in ("audit/**/*.py", "read/**/*.py", "cli/audit.py", "web/audit*.py", "web/upload.py")
    for path in (ROOT / "sctbv_graph").glob(part)
)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.name)
def test_nothing_that_only_posix_has_is_used(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not {alias.name for alias in node.names} & POSIX
        if isinstance(node, ast.ImportFrom):
            assert node.module not in POSIX
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            assert (node.value.id, node.attr) not in {
                ("os", name) for name in ("fork", "kill", "killpg", "setsid", "mkfifo", "symlink")
            }
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not node.value.startswith(("/tmp/", "/dev/", "/proc/"))  # noqa: S108  looked for


def test_the_audit_runs_with_nothing_on_the_path(tmp_path: Path) -> None:
    """From a folder of the user's own, with blanks and Vietnamese letters in every name."""
    folder = tmp_path / "Kế hoạch năm 2025"
    folder.mkdir()
    draft = folder / "dự thảo lần 1.txt"
    draft.write_bytes((bundle() / "data/sources/211-KH-UBND.txt").read_bytes())
    keep = ("SYSTEMROOT", "SystemRoot", "TEMP", "TMP", "PYTHONPATH")
    environment = {name: os.environ[name] for name in keep if name in os.environ}
    environment |= {"PATH": "", "PYTHONPATH": str(ROOT)}
    for form, name in (("json", "báo cáo.json"), ("html", "báo cáo.html")):
        command = ["-m", "sctbv_graph", "audit", draft.name, "--format", form, "-o", name]
        done = subprocess.run(
            [sys.executable, *command],
            cwd=folder,
            env=environment,
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
    report = json.loads((folder / "báo cáo.json").read_text(encoding="utf-8"))
    assert report["source"]["file"] == draft.name
    assert sorted(path.name for path in folder.iterdir()) == sorted(
        ["báo cáo.html", "báo cáo.json", draft.name]
    )


_AS_WINDOWS = """
import json, os, sys, types
import ctypes, pathlib, shutil, subprocess, tempfile, threading, xml.etree.ElementTree, zipfile
import lxml.etree, openpyxl, pyoxigraph  # their own platform is the one they were built for
for name in ("fcntl", "grp", "pwd", "resource", "termios", "tty", "pty", "syslog"):
    sys.modules[name] = None
for name in ("fork", "forkpty", "killpg", "setsid", "mkfifo", "getuid", "geteuid", "chown"):
    if hasattr(os, name):
        delattr(os, name)
locks = types.ModuleType("msvcrt")
locks.LK_LOCK, locks.locking = 1, lambda *_: None
sys.modules["msvcrt"] = locks
sys.platform = "win32"
os.environ["LOCALAPPDATA"] = os.getcwd()
from sctbv_graph.cli import main
code = main(["audit", *sys.argv[1:]])
print(json.dumps({"code": code, "loaded": sorted(n for n in sys.modules if "sctbv" in n)}))
"""


@pytest.mark.parametrize("form", ["docx", "xlsx"])
def test_every_module_that_an_audit_loads_takes_its_way_on_windows(
    tmp_path: Path, form: str
) -> None:
    """With the platform's name and without what Windows lacks, whatever module would use it."""
    draft = tmp_path / "dự thảo.docx"
    draft.write_bytes(word.build())
    made = tmp_path / f"nhận xét.{form}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", _AS_WINDOWS, str(draft), "--format", form, "-o", str(made)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b""), done.stderr.decode()
    told = json.loads(done.stdout)
    assert told["code"] == 1
    assert {"sctbv_graph.files", "sctbv_graph.shacl.run"} <= set(told["loaded"])
    assert zipfile.is_zipfile(made)
