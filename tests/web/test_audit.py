"""The audit in the browser and for programs: reports, refusals, limits, and nothing left behind."""

from __future__ import annotations

import base64
import io
import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlparse
from urllib.request import url2pathname

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from lxml import etree, html
from openpyxl import load_workbook

from sctbv_graph import reasoner
from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.settings import Settings
from sctbv_graph.web import audit_worker
from sctbv_graph.web.audit_worker import Done, Job, answer
from sctbv_graph.web.auditor import Auditor
from sctbv_graph.web.upload import MAX_BYTES
from tests.rebuild import word

NAME = "kế hoạch.txt"


@pytest.fixture(scope="module")
def auditing(client: TestClient) -> Iterator[TestClient]:
    """Return the client; the processes that audit end with the module."""
    yield client
    app = client.app
    assert isinstance(app, FastAPI)
    if hasattr(app.state, "auditor"):
        app.state.auditor.stop()
        del app.state.auditor


@pytest.fixture(scope="module")
def plan(source: str) -> bytes:
    return source.encode()


def _send(client: TestClient, data: bytes, name: str = NAME, **fields: str) -> Any:
    return client.post("/api/audit", files={"file": (name, data)}, data=fields)


@pytest.mark.parametrize("path", ["/audit", "/audit?lang=en", "/rules", "/rules?lang=en"])
def test_pages_speak_their_language(client: TestClient, path: str) -> None:
    page = client.get(path)
    assert page.status_code == 200
    assert f'<html lang="{"en" if "en" in path else "vi"}"' in page.text


def test_the_form_works_without_script(client: TestClient) -> None:
    page = html.fromstring(client.get("/audit").text)
    (form,) = page.xpath("//form[contains(@class, 'audit')]")
    assert form.get("method") == "post"
    assert form.get("enctype") == "multipart/form-data"
    assert form.xpath(".//input[@type='file' and @name='file']")
    assert set(form.xpath(".//option/@value")) == {"draft", "submission", "publication"}
    assert "không được lưu" in page.text_content()
    assert "not stored" in client.get("/audit?lang=en").text


def test_a_program_gets_the_contract(auditing: TestClient, plan: bytes) -> None:
    made = _send(auditing, plan)
    assert (made.status_code, made.headers["sctbv-verdict"]) == (200, "fail")
    report = made.json()
    assert report["source"]["file"] == NAME
    assert report["profile"] == "submission"
    assert "KP-01" in {f["rule"] for f in report["findings"]}


@pytest.mark.parametrize(
    ("name", "kind"),
    [("sarif", "application/sarif+json"), ("html", "text/html"), ("xlsx", "application/vnd.open")],
)
def test_a_program_chooses_format_profile_and_language(
    auditing: TestClient, plan: bytes, name: str, kind: str
) -> None:
    made = _send(auditing, plan, format=name, profile="draft", lang="en")
    assert made.status_code == 200
    assert made.headers["content-type"].startswith(kind)
    if name == "xlsx":
        assert load_workbook(io.BytesIO(made.content)).sheetnames[0] == "Findings"
    if name == "sarif":
        assert made.json()["runs"][0]["properties"]["profile"] == "draft"


def test_the_page_carries_every_other_format_in_itself(auditing: TestClient, plan: bytes) -> None:
    made = auditing.post("/audit?lang=en", files={"file": (NAME, plan)})
    assert made.status_code == 200
    policy = made.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    page = html.fromstring(made.content)
    links = {a.get("download"): a.get("href") for a in page.xpath("//a[@download]")}
    assert {Path(name).suffix for name in links} == {
        ".txt",
        ".json",
        ".sarif",
        ".xml",
        ".xlsx",
        ".ttl",
    }
    data = links[NAME + ".json"].partition("base64,")[2]
    assert json.loads(base64.b64decode(data))["verdict"] == "fail"
    junit = links[NAME + ".junit.xml"].partition("base64,")[2]
    assert etree.fromstring(base64.b64decode(junit)).tag == "testsuites"


def test_a_word_file_comes_back_with_comments(auditing: TestClient) -> None:
    made = _send(auditing, word.build(), "a.docx", format="docx")
    assert made.status_code == 200
    assert b"word/comments.xml" in made.content
    page = auditing.post("/audit", files={"file": ("a.docx", word.build())})
    assert "Word kèm nhận xét" in page.text


def test_refusals_have_their_status(auditing: TestClient, plan: bytes) -> None:
    client = auditing
    assert client.post("/api/audit", json={}).status_code == 415
    assert client.post("/api/audit", data={"profile": "draft"}).status_code == 415
    empty = client.post("/api/audit", files={"other": ("a.txt", plan)})
    assert empty.status_code == 400
    assert _send(client, b"").status_code == 400
    assert _send(client, plan, profile="trình").status_code == 422
    assert _send(client, plan, format="pdf").status_code == 422
    assert _send(client, plan, lang="fr").status_code == 422
    assert _send(client, plan, format="docx").status_code == 422
    assert _send(client, b"PK\x03\x04 broken", "a.docx").status_code == 422
    unknown = _send(client, b"\x00\x01\x02", "a.bin", lang="en")
    assert unknown.status_code == 422
    assert "a.bin" in unknown.text
    assert client.get("/api/audit").status_code == 405


def test_a_file_over_the_limit_is_refused_before_it_is_read(auditing: TestClient) -> None:
    big = _send(auditing, b"x" * (MAX_BYTES + 1))
    assert big.status_code == 413
    assert f"{MAX_BYTES // 2**20} MB" in big.text
    page = auditing.post("/audit", files={"file": ("a.txt", b"x" * (MAX_BYTES + 1))})
    assert page.status_code == 413
    assert "<form" in page.text


def test_a_refusal_in_the_browser_is_a_sentence_over_the_form(auditing: TestClient) -> None:
    page = auditing.post("/audit", files={"file": ("a.docx", b"PK\x03\x04")})
    assert page.status_code == 422
    (wrong,) = html.fromstring(page.text).xpath("//*[@class='wrong']")
    assert "a.docx" in wrong.text_content()


def test_an_audit_that_takes_too_long_is_ended_and_the_next_one_works(plan: bytes) -> None:
    auditor = Auditor(Settings(), seconds=0.02, workers=1)
    try:
        job = Job("a.txt", "submission", "vi", ("json",))
        done, body = auditor.run(job, plan * 3)
        assert (done.status, body) == ("time", b"")
        auditor.seconds = 60
        done, body = auditor.run(job, plan)
        assert (done.status, done.verdict) == ("ok", "fail")
        assert json.loads(body)["verdict"] == "fail"
    finally:
        auditor.stop()


# nothing is stored

_watched: list[tuple[str, str]] | None = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if _watched is None or event != "open":
        return
    path, mode, flags = arguments
    writes = isinstance(mode, str) and any(c in mode for c in "wax+")
    if writes or (isinstance(flags, int) and flags & 0x3 and mode is None):
        _watched.append((str(path), str(mode)))


sys.addaudithook(_hook)


@pytest.mark.parametrize("kind", ["txt", "docx"])
def test_an_audit_opens_no_file_for_writing(
    plan: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """What the auditing process does, done here with every opening of a file watched."""
    global _watched  # noqa: PLW0603  an audit hook cannot be taken away again
    data = plan if kind == "txt" else word.build()
    formats = ("html", "text", "json", "sarif", "junit", "xlsx", "docx", "ttl")
    job = Job(f"a.{kind}", "submission", "vi", formats)
    answer(job, data, Settings())  # what is loaded once is loaded by then
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    _watched = []
    try:
        done, _ = answer(job, data, Settings())
    finally:
        seen, _watched = _watched, None
    assert done.status == "ok"
    assert seen == []
    assert list(tmp_path.iterdir()) == []


def test_a_server_keeps_nothing_of_what_is_sent(
    auditing: TestClient, settings: Settings, plan: bytes, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """After a file of three megabytes no folder of the server holds a word of it."""
    global _watched  # noqa: PLW0603
    secret = "Bí mật chưa ban hành 7f3a91"
    data = plan + "\n".join(f"{secret} {n}" for n in range(90_000)).encode()
    assert len(data) > 3 * 2**20
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    _watched = []
    try:
        made = _send(auditing, data, format="json")
    finally:
        seen, _watched = _watched, None
    assert made.status_code == 200
    assert [path for path, _ in seen if "devnull" not in path and "/dev/null" not in path] == []
    folders = [tmp_path, *settings.data_folders[1:], settings.work]
    for folder in folders:
        for path in folder.rglob("*"):
            assert not path.is_file() or secret.encode() not in path.read_bytes(), path


def test_the_reasoner_gets_no_words_and_its_file_is_gone(
    plan: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before publication a file goes to an outside program: the structure, as the page says."""
    seen: list[str] = []

    def hermit(_engine: str, arguments: list[str], _timeout: float) -> reasoner.Said:
        seen.append(Path(url2pathname(urlparse(arguments[-1]).path)).read_text(encoding="utf-8"))
        return reasoner.Said("", False)

    monkeypatch.setattr(reasoner, "call", hermit)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    done, body = answer(Job("a.txt", "publication", "vi", ("json",)), plan, Settings())
    assert done.status == "ok"
    assert "OW-01" not in {one["rule"] for one in json.loads(body)["not_checked"]}
    (view,) = seen
    assert "task/211-kh-ubnd-ca-mau-2024/21" in view
    assert "túi nilon khó phân hủy" in plan.decode()
    assert not any(words in view for words in ("siêu thị", "trung tâm thương mại", "sò huyết"))
    assert list(tmp_path.iterdir()) == []


def test_a_reasoner_without_an_end_leaves_the_rest_of_the_report(
    plan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The real one, with less time than Java needs to start: the report says what was left out."""
    monkeypatch.setattr(audit_worker, "REASONER_SECONDS", 0.01)
    done, body = answer(Job("a.txt", "publication", "vi", ("json",)), plan, Settings())
    assert (done.status, done.verdict) == ("ok", "fail")
    reasons = {one["rule"]: one["reason"] for one in json.loads(body)["not_checked"]}
    assert "bị dừng sau 0.01 giây" in reasons["OW-01"]["vi"]


def test_an_unforeseen_error_tells_no_words_of_the_draft(
    plan: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sctbv_graph.audit.writers import as_json

    def fail(*_: object) -> bytes:
        raise ValueError("Phấn đấu 85%")

    monkeypatch.setattr(as_json, "write_json", fail)
    done, body = answer(Job("a.txt", "submission", "vi", ("json",)), plan, Settings())
    assert isinstance(done, Done)
    assert (done.status, body) == ("failed", b"")
    assert "85" not in done.vi + done.en
    assert "ValueError" in done.vi


# rules


def test_every_rule_has_a_page_in_both_languages(client: TestClient) -> None:
    listed = html.fromstring(client.get("/rules").text).xpath("//ul[@class='rules']//a/text()")
    assert sorted(listed) == sorted(load_audit_rules())
    for identity, rule in load_audit_rules().items():
        for lang, path in (("vi", f"/rules/{identity}"), ("en", f"/rules/{identity}?lang=en")):
            page = client.get(path)
            assert page.status_code == 200
            words = html.fromstring(page.text).text_content()
            assert rule.title[lang] in words
            assert rule.why[lang] in words
            assert "{" not in words.replace("{ ", "")
    assert client.get("/rules/XX-99").status_code == 404
