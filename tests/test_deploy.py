"""What an operator installs: the systemd unit, the Containerfile, the settings that docs list."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest

from sctbv_graph.cli import _parser
from sctbv_graph.workers import Limits

ROOT = Path(__file__).resolve().parent.parent
UNIT = ROOT / "deploy" / "sctbv.service"
PROGRAM = "/opt/sctbv/bin/sctbv"


def commands() -> list[list[str]]:
    """Return the commands of ours that the unit and the image run."""
    found = re.findall(r"^ExecStart(?:Pre)?=(.*)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    made = [shlex.split(line) for line in found]
    image = (ROOT / "Containerfile").read_text(encoding="utf-8")
    made += [json.loads(line) for line in re.findall(r"^ENTRYPOINT (.*)$", image, re.MULTILINE)]
    return made


def test_the_commands_are_ours() -> None:
    """Each is a command of this program with options that it has."""
    listed = commands()
    assert [words[1] for words in listed] == ["build", "serve", "serve"]
    for words in listed:
        assert words[0] == PROGRAM
        assert _parser().parse_args(words[1:]).run


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    """Systemd knows every line of the unit, and finds it confined."""
    unit = tmp_path / UNIT.name
    text = UNIT.read_text(encoding="utf-8").replace(PROGRAM, shutil.which("true") or "/bin/true")
    unit.write_text(text, encoding="utf-8")
    for command in (["verify"], ["security", "--offline=true", "--threshold=50"]):
        done = subprocess.run(
            ["systemd-analyze", *command, str(unit)],
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip
        assert (done.returncode, done.stderr) == (0, "")


def test_the_settings_of_the_docs() -> None:
    """The table has each limit with the value that holds where none is set."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    listed: dict[str, float] = {}
    for names, values in re.findall(r"^\| (`SCTBV_QUERY_.*?) \| ([\d, ]+) \|", text, re.MULTILINE):
        for name, value in zip(re.findall(r"QUERY_(\w+)", names), values.split(","), strict=True):
            listed[name.lower()] = float(value)
    assert listed == {field.name: float(field.default) for field in fields(Limits)}


def test_the_tests_that_the_docs_name_are_there() -> None:
    """Each guard of the table names tests that exist; an ellipsis stands for the rest of a name."""
    text = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    table = text.partition("## What is guarded")[2].partition("\n## ")[0]
    listed = re.findall(r"`(?:(test_\w+\.py)::)?(…?\w+…?)`", table.replace("::…", "::"))
    named = [(file, name) for file, name in listed if file or name.startswith("…")]
    assert len(named) > 20
    there: dict[str, set[str]] = {}
    for path in (ROOT / "tests").rglob("test_*.py"):
        names = re.findall(r"def (test_\w+)", path.read_text(encoding="utf-8"))
        there.setdefault(path.name, set()).update(names)
    every = set().union(*there.values())
    for file, name in named:
        pattern = re.compile(re.escape(name).replace("…", r"\w*"))
        assert any(pattern.fullmatch(one) for one in (there[file] if file else every)), name
