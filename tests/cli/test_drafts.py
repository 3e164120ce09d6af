"""Decisions on a draft without a number follow it: edited, renumbered, and when it is numbered.

Plan 211 as it was before it was signed: its own number and date blank. Nothing is a real decision.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from sctbv_graph.cli import main
from sctbv_graph.corpus import Built, build_document
from sctbv_graph.read.open import read_bytes
from sctbv_graph.reference import load_knowledge
from sctbv_graph.settings import Settings
from sctbv_graph.workspace import init
from tests.cli.forms import KEY, entries, fill

SIGNED = "số 211/KH-UBND ngày 02/10/2024"
BULLET = "- Triển khai thực hiện chương trình khoa học"  # the first of Sở Khoa học và Công nghệ
LEAD = "duty/{}/V.3.1#lead-1"
TIE = "objective/{}/II.3#suggestion-4"


@pytest.fixture(scope="module")
def unsigned(text: str) -> bytes:
    """Return Plan 211 before it had a number."""
    assert SIGNED in text
    return text.replace(SIGNED, "số      /KH-UBND ngày      /10/2024").encode()


@pytest.fixture
def draft(unsigned: bytes, tmp_path: Path) -> Path:
    """Return the draft as a file, to be edited."""
    path = tmp_path / "dự thảo.txt"
    path.write_bytes(unsigned)
    return path


@pytest.fixture(scope="module")
def decided(unsigned: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the workspace in which a duty's lead and a tie of the draft were decided."""
    space = tmp_path_factory.mktemp("drafts") / "thử"
    init(space)
    draft, filled = space.with_name("dự thảo.txt"), space.with_name("form.toml")
    draft.write_bytes(unsigned)
    common = ("--data", str(space), "--lang", "vi")
    assert main(["review", str(draft), *common, "-o", str(filled)]) == 0
    key = tomllib.loads(filled.read_text("utf-8"))["document"]
    assert key.startswith("draft-")
    values = {LEAD.format(key): "reject", TIE.format(key): "confirm"}
    filled.write_text(fill(filled.read_text("utf-8"), values), "utf-8")
    assert main(["review", str(draft), *common, "--decide", str(filled)]) == 0
    assert [path.name for path in (space / "decisions").iterdir()] == [f"{key}.toml"]
    return space


def honoured(path: Path, space: Path) -> Built:
    return build_document(
        read_bytes(path.read_bytes(), path.name),
        load_knowledge(Settings(workspace=space).data_folders),
    )


def facts(built: Built) -> set[str]:
    return {one.fact for one in built.decided.honoured}


def test_an_edited_draft_keeps_its_decisions(run: Any, draft: Path, decided: Path) -> None:
    """Another file, so another key; a new first duty, so other numbers; the words are the same."""
    text = draft.read_bytes().decode()
    assert text.count(BULLET) == 1
    draft.write_bytes(text.replace(BULLET, f"- Công bố danh mục công nghệ.\n{BULLET}").encode())
    built = honoured(draft, decided)
    assert built.key.startswith("draft-")
    assert not (decided / "decisions" / f"{built.key}.toml").exists()
    moved = LEAD.format(built.key).replace("V.3.1", "V.3.2")
    assert facts(built) == {moved, TIE.format(built.key)}
    assert built.decided.told == ()
    done = run("review", draft, "--data", decided)
    assert f'fact = "{moved}"' not in done.out
    assert f"lời ấy nay đứng ở {moved}" in done.err
    assert "Đã quyết định: 2" in done.out


def test_a_form_printed_before_an_edit_can_still_be_handed_in(
    run: Any, draft: Path, space: Path, tmp_path: Path
) -> None:
    form = tmp_path / "form.toml"
    assert run("review", draft, "-o", form).code == 0
    key = tomllib.loads(form.read_text("utf-8"))["document"]
    form.write_text(fill(form.read_text("utf-8"), {LEAD.format(key): "reject"}), "utf-8")
    draft.write_bytes(draft.read_bytes() + "\nGhi chú của người soạn.\n".encode())
    assert run("review", draft, "--data", space, "--decide", form).code == 0
    assert len(facts(honoured(draft, space))) == 1
    other = tmp_path / "khác.txt"
    other.write_bytes(draft.read_bytes().replace("NĂM 2025".encode(), "NĂM 2026".encode()))
    refused = run("review", other, "--data", space, "--decide", form)
    assert refused.code == 2
    assert key in refused.err


def test_the_signed_plan_takes_them_over(run: Any, plan: Path, decided: Path) -> None:
    """Number and date make a new key; what was decided on the draft counts, and is in the graph."""
    built = honoured(plan, decided)
    assert built.key == KEY
    assert facts(built) == {LEAD.format(KEY), TIE.format(KEY)}
    done = run("build", "--data", decided)
    assert (done.code, done.err) == (0, ""), "nor are they told as belonging to nobody"
    trig = (decided / "plans" / f"{KEY}.trig").read_text("utf-8")
    assert "sctbv:contributesTo" in trig


def test_another_title_or_issuer_is_another_plan(draft: Path, decided: Path) -> None:
    """Next year's plan, made from this year's file, inherits no decision."""
    text = draft.read_bytes().decode()
    for was, now in (("NĂM 2025", "NĂM 2026"), ("TỈNH CÀ MAU", "TỈNH BẠC LIÊU")):
        assert was in text
        draft.write_bytes(text.replace(was, now).encode())
        assert facts(honoured(draft, decided)) == set()


def test_words_in_two_places_are_told(draft: Path, decided: Path) -> None:
    """Where a duty stands twice after an edit, nobody can say which one was meant."""
    text = draft.read_bytes().decode()
    line = next(one for one in text.split("\n") if one.startswith(BULLET))
    twice = text.replace(line, f"- Công bố danh mục công nghệ.\n{line}\n{line}")
    draft.write_bytes(twice.encode())
    built = honoured(draft, decided)
    assert facts(built) == {TIE.format(built.key)}
    (told,) = built.decided.told
    assert "2 chỗ" in told.vi
    assert "in 2 places" in told.en
    assert entries(next((decided / "decisions").glob("*.toml")))
