"""Which of a row's text lines are objective, content and expected result.

The flattening keeps the order of the cells and loses their borders. Every way to cut a row's
lines into three runs is scored by the words each cell uses; the best is `inferred`, and a line
that a cut of nearly the same score puts elsewhere is `open` with both readings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sctbv_graph.extract.outline import has_bullet, strip_bullet
from sctbv_graph.model import Certainty, Span
from sctbv_graph.vietnamese.fold import fold

ROLES = ("objective", "content", "result")
_MARGIN = 1.0

_CUES: dict[str, tuple[str, ...]] = {
    "objective": (
        "nâng cao", "từng bước", "hướng đến", "doanh nghiệp nắm bắt", "đẩy mạnh phát triển",
        "xây dựng vùng", "xây dựng thành công", "phát triển", "tuyên truyền giới thiệu",
        "khai thác", "triển khai thực hiện đạt", "tiếp tục phấn đấu", "xây dựng mô hình lớp học",
    ),
    "content": (
        "tổ chức", "hướng dẫn", "phổ biến", "biên soạn", "khảo sát", "tập huấn", "hỗ trợ",
        "phối hợp", "thiết kế", "triển khai", "đẩy mạnh", "vận động", "hội nghị", "xây dựng",
        "trang bị", "giới thiệu", "sử dụng", "lên men", "in ấn",
    ),
    "result": (
        "dự kiến", "chứng nhận", "năng suất", "diện tích", "các sản phẩm", "mô hình", "hoạt động",
        "phát hành", "thực hiện mô hình", "giải quyết", "quảng bá", "tăng", "tổ chức 0", "trên",
        "cua cốm", "sản phẩm", "100%", "100 %",
    ),
}  # fmt: skip
_PURPOSE = re.compile(r"\b(?:nhằm|giúp|góp phần|qua đó|để)\b")


@dataclass(frozen=True, slots=True)
class TextCell:
    """One line of a row with the column it is read to stand in; ``span`` is without its dash."""

    role: str
    span: Span
    bullet: bool
    certainty: Certainty


def _score(folded: str, role: str) -> float:
    starts = [len(cue) for cue in _CUES[role] if folded.startswith(cue)]
    score = 1.0 + 0.05 * max(starts) if starts else 0.0
    if role == "objective" and _PURPOSE.search(folded):
        score += 0.6
    return score


def _boundary(text: str, lines: list[Span], folded: list[str], cut: int, first: int) -> float:
    """Score a border between cells before line ``cut``; ``first`` is where the cell began."""
    if cut in (0, len(lines)):
        return -1.5  # an empty cell is possible, and rare
    before, after = has_bullet(text, lines[cut - 1]), has_bullet(text, lines[cut])
    score = 0.0 if before and after else 2.0
    end = text[lines[cut - 1].start : lines[cut - 1].end].rstrip()
    if end.endswith(";"):
        score -= 2.0  # the list goes on
    words = folded[cut].split()[:2]
    if words == folded[first].split()[:2] != folded[cut - 1].split()[:2]:
        score += 1.5  # a second list that takes up the words of the first (lines 153, 155)
    if before and after and end.endswith(".") and text[: lines[cut].end].rstrip().endswith(";"):
        score += 2.0  # a list with semicolons begins (line 219)
    return score


def assign_cells(text: str, lines: list[Span], split: Sequence[Span] = ()) -> list[TextCell]:
    """Return each text line of a row (after its name) with its role and certainty.

    ``split`` are the texts of rows split off this one: a line that begins like them stands in
    their column, the content (lines 131 and 136).
    """
    count = len(lines)
    plain = [strip_bullet(text, line) for line in lines]
    folded = [fold(text[span.start : span.end]) for span in plain]
    twins = {tuple(fold(text[s.start : s.end]).split()[:2]) for s in split}
    scores = {role: [_score(line, role) for line in folded] for role in ROLES}
    for index, line in enumerate(folded):
        if tuple(line.split()[:2]) in twins:
            scores["content"][index] += 4.0
    cuts: list[tuple[float, int, int]] = []
    for first in range(count + 1):
        for second in range(first, count + 1):
            total = sum(scores["objective"][:first]) + sum(scores["content"][first:second])
            total += sum(scores["result"][second:])
            total += _boundary(text, lines, folded, first, 0)
            total += _boundary(text, lines, folded, second, first if first < count else 0)
            for a, b in ((0, first), (first, second), (second, count)):
                # two lines without dashes in one cell are rare: each is a cell of its own
                runs = sum(
                    not has_bullet(text, lines[i]) or not has_bullet(text, lines[i - 1])
                    for i in range(a + 1, b)
                )
                total -= 2.0 * runs
                if a == b:
                    total -= 1.5
            cuts.append((total, first, second))
    cuts.sort(reverse=True)
    best = cuts[0]
    near = [cut for cut in cuts if best[0] - cut[0] < _MARGIN]
    cells = []
    for index, span in enumerate(plain):
        readings = sorted({_role_at(index, cut) for cut in near}, key=ROLES.index)
        role = _role_at(index, best)
        certainty = Certainty(
            "inferred", "Ranh giới ô bị mất khi làm phẳng; suy theo thứ tự và từ ngữ"
        )
        if len(readings) > 1:
            certainty = Certainty(
                "open",
                "Ranh giới ô bị mất khi làm phẳng; nhiều cách cắt ô ngang nhau",
                tuple(readings),
            )
        cells.append(TextCell(role, span, has_bullet(text, lines[index]), certainty))
    return cells


def _role_at(index: int, cut: tuple[float, int, int]) -> str:
    return ROLES[0] if index < cut[1] else ROLES[1] if index < cut[2] else ROLES[2]
