"""The Python call, and the examples of each persona run from beginning to end."""

from __future__ import annotations

import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import sctbv_graph
from sctbv_graph.errors import QueryError, QuestionError

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))
SAID = {
    "researcher": ["100 triệu đồng: Tổ chức 02 lớp", "dòng 105: “Sở Công Thương", "18706 triệu"],
    "auditor": ["in 22773, cộng lại 18706, lệch 4067", "3313 ≠ 3312.6", "ghi chú “ngân sách tỉnh”"],
    "publisher": ["21 nhiệm vụ", "11x VietGAP", "22.773 at 14095-14101 of 211-KH-UBND.txt"],
}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace of its own, so that no other test builds the same store at once."""
    return tmp_path_factory.mktemp("examples")


def test_there_is_one_example_a_persona() -> None:
    assert {path.stem for path in EXAMPLES} == set(SAID)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_runs(path: Path, workspace: Path) -> None:
    """The script ends well and says what the plan holds, checked against its text."""
    code = (
        "import functools, runpy, sctbv_graph; "
        f"sctbv_graph.ask = functools.partial(sctbv_graph.ask, workspace={str(workspace)!r}); "
        f"runpy.run_path({str(path)!r}, run_name='__main__')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for words in SAID[path.stem]:
        assert words in done.stdout


def test_rows_and_data_frame(workspace: Path) -> None:
    """Numbers are numbers, things are their labels, a DataFrame has a row for each."""
    found = sctbv_graph.ask("led-tasks", agency="Sở Công Thương", workspace=workspace)
    rows = list(found)
    assert [row["million"] for row in rows] == [Decimal(50), Decimal(50), Decimal(100)]
    assert {row["agency"] for row in rows} == {"Sở Công Thương"}
    assert all(rests.passages for rests in found.evidence)
    frame = found.to_dataframe(evidence=True)
    assert list(frame.columns) == [*found.columns, "lines", "quotes"]
    assert frame["million"].sum() == 200


def test_bad_calls_are_sentences(workspace: Path) -> None:
    """An unknown question, parameter or value, and a query that is none, raise the drawn errors."""
    with pytest.raises(QuestionError, match="không có tham số"):
        sctbv_graph.ask("tasks", nope=1, workspace=workspace)
    with pytest.raises(QuestionError, match="Không có câu hỏi"):
        sctbv_graph.ask("no-such", workspace=workspace)
    with pytest.raises(QuestionError, match="gần nhất"):
        sctbv_graph.ask("led-tasks", agency="zzzz", workspace=workspace)
    with pytest.raises(QueryError):
        sctbv_graph.ask("SELECT ?x { ?x ", workspace=workspace)
