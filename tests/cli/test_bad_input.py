"""What cannot be done is said in one sentence, in the user's language, with exit code 2."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

Made = tuple[list[str | Path], str, str]
"""A command, and what its sentence says in Vietnamese and in English."""

NO_PLAN = (
    "Hà Nội mùa này vắng những cơn mưa.\nCái rét đầu đông khăn em bay hiu hiu gió lạnh.\n"
    "Hoa sữa thôi rơi, em bên tôi một chiều tan lớp.\n"
) * 20
BAD_FILES: dict[str, tuple[str, bytes | None, str, str]] = {
    "missing": ("khong-co.txt", None, "Không tìm thấy tệp", "There is no file"),
    "empty": ("rong.txt", b"", "rỗng", "is empty"),
    "blank": ("trang.txt", b" \r\n\t\n", "rỗng", "is empty"),
    "binary": ("nhi-phan.txt", b"\x7fELF\x02\x01\x01\x00" * 50, "byte 0", "zero bytes"),
    "a package": ("nen.txt", b"PK\x03\x04\x00\x00\x08\x00" * 50, "tệp nén", "a zip archive"),
    "latin-1": ("latin1.txt", "Kê hoach dé à".encode("latin-1"), "byte thứ 2", "byte 2"),
    "tcvn3": ("tcvn3.txt", b"K\xd5 ho\xb9ch", "UTF-8", "UTF-8"),
    "unknown suffix": ("ke-hoach.odt", b"KE HOACH", ".odt", ".odt"),
    "no suffix": ("ke-hoach", b"KE HOACH", "không đuôi", "no suffix"),
    "no plan": ("tho.txt", NO_PLAN.encode(), "kế hoạch", "plan"),
}


def is_refused(run: Any, made: Made) -> None:
    """Run a command in both languages; it must end with 2 and one sentence in each."""
    argv, vietnamese, english = made
    said = {}
    for lang, word in ((None, vietnamese), ("vi", vietnamese), ("en", english)):
        options = ("--lang", lang) if lang else ()
        done = run(*argv, *options)
        assert done.code == 2, done
        assert done.out == ""
        err = done.err
        assert "Traceback" not in err
        assert err.count("\n") == 1, err
        assert err.endswith("\n")
        assert word in err
        assert len(err.split()) > 4
        said[lang] = err
    assert said[None] == said["vi"] != said["en"]


@pytest.mark.parametrize("command", ["audit", "extract", "read"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files(run: Any, tmp_path: Path, command: str, name: str) -> None:
    """A file that is no readable text, or no plan, is refused with its name and the way out."""
    file, data, vietnamese, english = BAD_FILES[name]
    path = tmp_path / file
    if data is not None:
        path.write_bytes(data)
    if name == "no plan" and command == "read":
        assert run("read", path).code == 0
        return
    is_refused(run, ([command, path], vietnamese, english))
    done = run(command, path)
    assert file in done.err
    assert "; " in done.err


@pytest.mark.parametrize("command", ["audit", "extract", "read"])
def test_folder_as_file(run: Any, tmp_path: Path, command: str) -> None:
    """A folder in place of a file is refused."""
    is_refused(run, ([command, tmp_path], "là thư mục", "is a folder"))


def test_iri_without_source(run: Any) -> None:
    """An address of a document that is not here is refused."""
    iri = "https://w3id.org/sctbv/id/document/999-kh-ubnd-ca-mau-2024"
    is_refused(run, (["audit", iri], "Không có văn bản nguồn", "There is no source"))


@pytest.mark.parametrize(
    ("query", "vietnamese", "english"),
    [
        ("SELECT ?s WHERE { ?s", "sai cú pháp", "syntax error"),
        ("DROP ALL", "sai cú pháp", "syntax error"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "bỏ SERVICE", "leave SERVICE"),
        ("SELECT ?x { ?s nope:p ?o }", "Truy vấn SPARQL", "SPARQL query"),
        ("khong-co.rq", "Không đọc được tệp truy vấn", "cannot be read"),
    ],
)
def test_broken_queries(
    run: Any,
    folders: tuple[str, ...],
    query: str,
    vietnamese: str,
    english: str,
) -> None:
    """A query that does not parse, or may not run, is refused."""
    is_refused(run, (["sparql", query, *folders], vietnamese, english))


def test_query_file_that_is_no_text(run: Any, folders: tuple[str, ...], tmp_path: Path) -> None:
    """A file of a query that is not UTF-8 is refused with its name, one that is UTF-8 runs."""
    path = tmp_path / "hoi.rq"
    path.write_text("ASK { ?s ?p ?o } # hỏi", encoding="utf-8")
    done = run("sparql", path, *folders)
    assert done.code == 0
    assert "true" in done.out
    path.write_bytes("ASK { ?s ?p ?o } # hàn".encode("latin-1"))
    is_refused(run, (["sparql", path, *folders], "hoi.rq", "UTF-8"))


def test_format_that_does_not_fit(run: Any, folders: tuple[str, ...]) -> None:
    """A graph asked for as a table is refused with what there is."""
    query = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 1"
    argv = ["sparql", query, "--format", "csv", *folders]
    is_refused(run, (argv, "không trả về được “csv”", "cannot be answered as “csv”"))


@pytest.mark.parametrize(
    ("argv", "vietnamese", "english"),
    [
        (["ask", "taskss"], "gần nhất: tasks", "nearest: tasks"),
        (["ask", "tasks", "--param", "nope=1"], "không có tham số “nope”", "no parameter “nope”"),
        (["ask", "tasks", "--param", "plan"], "tên=giá trị", "name=value"),
        (["ask", "calendar", "--param", "month=June"], "số nguyên", "whole number"),
        (["ask", "agency-work", "--param", "agency=zzzz"], "không rõ “zzzz”", "“zzzz” names no"),
    ],
)
def test_bad_questions(
    run: Any,
    folders: tuple[str, ...],
    argv: list[str | Path],
    vietnamese: str,
    english: str,
) -> None:
    """A question or a parameter that does not exist is refused with what does."""
    is_refused(run, ([*argv, *folders], vietnamese, english))


def test_unknown_rule(run: Any) -> None:
    """A rule that does not exist is refused; one that does is explained."""
    is_refused(run, (["rule", "ZZ-99"], "Không có quy tắc", "There is no rule"))
    assert "KP-01" in run("rule", "KP-01").out


@pytest.mark.parametrize("command", [["list"], ["ask", "tasks"], ["build"], ["audit", "x.txt"]])
def test_missing_workspace(run: Any, tmp_path: Path, command: list[str | Path]) -> None:
    """A --data folder that is not there is refused and not made."""
    folder = tmp_path / "khong-co"
    is_refused(run, ([*command, "--data", folder], "Không có thư mục", "There is no folder"))
    assert not folder.exists()


def test_store_that_cannot_be_made(run: Any, folders: tuple[str, ...], tmp_path: Path) -> None:
    """A --store that is a file is refused, and the file stays."""
    file = tmp_path / "kho"
    file.write_text("mine", encoding="utf-8")
    argv: list[str | Path] = ["build", "--data", folders[1], "--store", file]
    is_refused(run, (argv, "Không dựng được kho", "cannot be built"))
    assert file.read_text(encoding="utf-8") == "mine"


def test_taken_port(run: Any, folders: tuple[str, ...]) -> None:
    """A port that another program holds is refused with the option that chooses another."""
    with socket.create_server(("127.0.0.1", 0)) as holder:
        port = str(holder.getsockname()[1])
        argv: list[str | Path] = ["serve", "--port", port, *folders]
        is_refused(run, (argv, f"Không mở được cổng {port}", f"Port {port}"))
        assert "--port" in run(*argv).err


def test_a_port_that_is_none(run: Any, folders: tuple[str, ...]) -> None:
    """A port beyond the last one is refused."""
    is_refused(run, (["serve", "--port", "99999", *folders], "99999", "Port 99999"))


@pytest.mark.parametrize("what", ["validate", "check"])
def test_missing_data_of_other_commands(run: Any, tmp_path: Path, what: str) -> None:
    """SHACL and the ontology check refuse a file that is not there."""
    missing = tmp_path / "khong-co.ttl"
    argv: list[str | Path] = [what, missing]
    if what == "validate":
        argv += ["--shapes", missing]
    is_refused(run, (argv, "Không", "khong-co.ttl"))


def test_language_of_the_locale(run: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without --lang the locale chooses, and anything that is not English is Vietnamese."""
    for locale, word in (
        ("en_GB.UTF-8", "There is no file"),
        ("vi_VN.UTF-8", "Không tìm thấy"),
        ("C.UTF-8", "Không tìm thấy"),
    ):
        monkeypatch.setenv("LC_ALL", locale)
        assert word in run("read", tmp_path / "khong-co.txt").err


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_as_a_program(tmp_path: Path, lang: str) -> None:
    """The program itself, in a terminal that knows ASCII only, says its sentence and exits 2."""
    missing = tmp_path / "khong-co.txt"
    done = subprocess.run(
        [sys.executable, "-m", "sctbv_graph", "audit", str(missing), "--lang", lang],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout) == (2, b"")
    (line,) = done.stderr.decode("utf-8").splitlines()
    assert line.startswith({"vi": "Không tìm thấy tệp", "en": "There is no file"}[lang])
