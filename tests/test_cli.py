"""The command line: what it says, how it ends, what it leaves alone."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from sctbv_graph.cli import main
from sctbv_graph.settings import bundle

SOURCE = str(bundle() / "data/sources/211-KH-UBND.txt")
BAD_FILES = {
    "empty.txt": b"",
    "binary.txt": b"K\x00\x01\x02",
    "latin.txt": "Kế hoạch".encode("utf-16-le")[1:] + b"\xff",
    "legacy.txt": b"K\xd5 ho\xb9ch",
    "letter.txt": "Kính gửi bạn,\nTôi khỏe.\n".encode(),
    "plan.docx": b"PK\x03\x04",
}


def one_sentence(text: str) -> bool:
    lines = text.strip().splitlines()
    return len(lines) == 1 and "Traceback" not in text and lines[0].endswith(".")


@pytest.mark.parametrize("name", [*BAD_FILES, "missing.txt", ""])
@pytest.mark.parametrize("lang", ["vi", "en"])
def test_unusable_files(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, lang: str
) -> None:
    """A file that cannot be audited gets one sentence that names it, and exit 2."""
    path = tmp_path / name
    if name in BAD_FILES:
        path.write_bytes(BAD_FILES[name])
    assert main(["audit", str(path), "--lang", lang]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert one_sentence(said.err)
    assert path.name in said.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["sparql", "SELECT"],
        ["sparql", "no-such-file.rq"],
        ["ask", "nope"],
        ["ask", "calendar", "--param", "month=x"],
        ["ask", "calendar", "--param", "month"],
        ["rule", "XX-99"],
        ["list", "--data", "no-such-folder"],
    ],
)
def test_wrong_input(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """A wrong name, parameter or query gets one sentence and exit 2."""
    main(["ask", "--lang", "vi"])
    capsys.readouterr()
    assert main(["build"]) == 0
    capsys.readouterr()
    assert main([*arguments, "--lang", "vi"]) == 2
    assert one_sentence(capsys.readouterr().err)


def test_taken_port(capsys: pytest.CaptureFixture[str]) -> None:
    """A port in use gets one sentence and exit 2."""
    main(["build"])
    capsys.readouterr()
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        assert main(["serve", "--port", port, "--lang", "vi"]) == 2
    said = capsys.readouterr().err
    assert one_sentence(said)
    assert port in said


def test_audit_of_plan_211(capsys: pytest.CaptureFixture[str]) -> None:
    """The audit prints the sum rule in Vietnamese with both figures and exits 1."""
    assert main(["audit", SOURCE, "--lang", "vi"]) == 1
    text = capsys.readouterr().out
    for figure in ("22.773", "18.706", "4.067", "CHẶN", "dòng 97"):
        assert figure in text


def test_audit_as_json_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`-o` replaces the file whole and leaves nothing beside it."""
    out = tmp_path / "report.json"
    out.write_text("old", encoding="utf-8")
    assert main(["audit", SOURCE, "--format", "json", "-o", str(out)]) == 1
    assert json.loads(out.read_text(encoding="utf-8"))["verdict"] == "fail"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]
    assert main(["audit", str(tmp_path / "none.txt"), "-o", str(out)]) == 2
    assert json.loads(out.read_text(encoding="utf-8"))["verdict"] == "fail"
    capsys.readouterr()


@pytest.mark.parametrize("format_", ["table", "csv", "json", "md"])
def test_ask_formats(capsys: pytest.CaptureFixture[str], format_: str) -> None:
    """The same 21 tasks in every format."""
    assert main(["ask", "tasks", "--format", format_, "--lang", "vi"]) == 0
    text = capsys.readouterr().out
    if format_ == "json":
        assert len(json.loads(text)["rows"]) == 21
    else:
        assert text.count("2025-12-31") == 17


@pytest.mark.parametrize("command", ["build", "read", "extract", "audit", "ask", "sparql", "check"])
def test_help_has_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    """Every command explains itself with an example."""
    with pytest.raises(SystemExit) as ended:
        main([command, "--help"])
    assert ended.value.code == 0
    assert "Ví dụ: sctbv" in capsys.readouterr().out
