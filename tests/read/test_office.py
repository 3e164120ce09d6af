"""Files that only an outside program reads: asked when it is there, named when it is not."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from sctbv_graph import iris
from sctbv_graph.corpus import build_document
from sctbv_graph.errors import InputError
from sctbv_graph.model import Knowledge
from sctbv_graph.read import office as office_module
from sctbv_graph.read import read, read_bytes
from sctbv_graph.settings import bundle
from tests.read.test_bad_files import _CFB, scan, zipped
from tests.read.word_xml import p, word

_DOC = _CFB + "WordDocument".encode("utf-16-le")
_POSIX = pytest.mark.skipif(os.name == "nt", reason="the stand-in program is a script for a shell")


@pytest.mark.parametrize(
    ("data", "name"),
    [(_DOC, "a.doc"), (zipped(**{"content.xml": b"<a/>"}), "a.odt"), (b"{\\rtf1 a}", "a.rtf")],
)
def test_without_the_program_the_sentence_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, data: bytes, name: str
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _program: None)
    with pytest.raises(InputError) as error:
        read_bytes(data, name)
    assert "LibreOffice" in error.value.vi
    assert "LibreOffice" in error.value.en


def stand_in(folder: Path, name: str, body: str) -> Path:
    """Put a program of that name on the path, written in Python."""
    program = folder / name
    program.write_text(f"#!{sys.executable}\nimport sys, time\nfrom pathlib import Path\n{body}\n")
    program.chmod(0o755)
    return program


@_POSIX
def test_what_the_program_makes_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in writes a Word file where LibreOffice is asked to."""
    ready = tmp_path / "ready.docx"
    ready.write_bytes(word(p("KẾ HOẠCH")))
    body = (
        "out = Path(sys.argv[sys.argv.index('--outdir') + 1]); out.mkdir()\n"
        "assert sys.argv[1].startswith('-env:UserInstallation=file:')\n"
        f"(out / 'in.docx').write_bytes(Path({str(ready)!r}).read_bytes())"
    )
    stand_in(tmp_path, "soffice", body)
    monkeypatch.setenv("PATH", str(tmp_path))
    source = read_bytes(_DOC, "a.doc")
    assert (source.format, source.text) == ("doc", "KẾ HOẠCH\n")
    assert [remark.kind for remark in source.remarks] == ["converted"]


@_POSIX
@pytest.mark.parametrize(("body", "said"), [("pass", "bị hỏng"), ("time.sleep(60)", "đã dừng")])
def test_a_program_that_fails_or_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, said: str
) -> None:
    stand_in(tmp_path, "soffice", body)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office_module, "SECONDS", 1)
    with pytest.raises(InputError, match=said):
        read_bytes(_DOC, "a.doc")


@_POSIX
def test_a_scan_is_read_as_a_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The stand-in for tesseract gets a picture and gives words."""
    body = (
        "if '--list-langs' in sys.argv: print('eng vie')\n"
        "else:\n"
        "    assert sys.stdin.buffer.read(4) == b'\\x89PNG'\n"
        "    sys.stdout.buffer.write('KẾ HOẠCH\\n'.encode())"
    )
    stand_in(tmp_path, "tesseract", body)
    monkeypatch.setenv("PATH", str(tmp_path))
    source = read_bytes(scan(), "a.pdf")
    assert (source.format, source.text) == ("ocr", "KẾ HOẠCH\n")
    assert "xác nhận" in source.remarks[0].vi
    assert source.flattened


def test_every_fact_of_a_recognised_scan_needs_confirming(knowledge: Knowledge) -> None:
    """The same text as a file is read, as a scan no fact is."""
    path = bundle() / "data/sources/211-KH-UBND.txt"
    text = read(path)
    scanned = replace(text, format="ocr")
    said = {
        built.source.format: {
            quad.object.value.rpartition("/")[2]
            for quad in built.quads
            if quad.predicate.value.endswith("#basis")
            and isinstance(quad.object, ox.NamedNode)
            and quad.graph_name == ox.NamedNode(f"{iris.GRAPH}{built.key}/stated")
        }
        for built in (build_document(text, knowledge), build_document(scanned, knowledge))
    }
    assert "read" in said["txt"]
    assert said["ocr"] == {"inferred", "open"}
