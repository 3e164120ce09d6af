"""The changes between two plans as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from itertools import groupby
from typing import Any

from sctbv_graph import iris
from sctbv_graph.audit.changes import Change
from sctbv_graph.audit.words import shorten
from sctbv_graph.corpus import Built

_NAMES = {
    "vi": {
        "target-raised": "Chỉ tiêu tăng",
        "target-lowered": "Chỉ tiêu giảm",
        "target-changed": "Chỉ tiêu đổi",
        "target-added": "Mục tiêu thêm",
        "target-removed": "Mục tiêu bỏ",
        "total": "Tổng kinh phí đổi",
        "money": "Kinh phí nhiệm vụ đổi",
        "column": "Kinh phí chuyển nguồn",
        "task-added": "Nhiệm vụ thêm",
        "task-removed": "Nhiệm vụ bỏ",
        "quantity": "Khối lượng nhiệm vụ đổi",
        "lead": "Đổi đơn vị chủ trì",
        "coordinators": "Đổi đơn vị phối hợp",
        "time": "Đổi thời gian",
        "duty-added": "Phân công thêm",
        "duty-removed": "Phân công bỏ",
        "duty-shifted": "Phân công chuyển đơn vị",
    },
    "en": {
        "target-raised": "Target raised",
        "target-lowered": "Target lowered",
        "target-changed": "Target changed",
        "target-added": "Objective added",
        "target-removed": "Objective removed",
        "total": "Total changed",
        "money": "Money of a task changed",
        "column": "Money moved to another source",
        "task-added": "Task added",
        "task-removed": "Task removed",
        "quantity": "Quantity of a task changed",
        "lead": "Another lead",
        "coordinators": "Other coordinators",
        "time": "Another time",
        "duty-added": "Duty added",
        "duty-removed": "Duty removed",
        "duty-shifted": "Duty shifted",
    },
}
_TOTAL = {"vi": "Tổng kinh phí", "en": "Grand total"}


def change_name(kind: str, lang: str) -> str:
    """Return what a kind of change is called."""
    return _NAMES[lang][kind]


def changes_text(old: Built, new: Built, changes: Sequence[Change], lang: str) -> str:
    """Return the changes for a terminal, grouped, with the lines of both files."""
    lines = [f"{old.source.name} → {new.source.name}"]
    if not changes:
        lines.append("Không thay đổi về nội dung." if lang == "vi" else "No change in meaning.")
    for kind, group in groupby(changes, key=lambda change: change.kind):
        found = list(group)
        lines += ["", f"{_NAMES[lang][kind]} ({len(found)})"]
        for change in found:
            about = shorten(change.about) or _TOTAL[lang]
            lines.append(f"  • {about}{_where(change, lang)}")
            if change.before and change.after:
                lines.append(f"      {shorten(change.before)} → {shorten(change.after)}")
            elif change.about not in (change.before, change.after):
                lines.append(
                    f"      {shorten(change.before) or '—'} → {shorten(change.after) or '—'}"
                )
    return "\n".join(lines) + "\n"


def _where(change: Change, lang: str) -> str:
    line = "dòng" if lang == "vi" else "line"
    told = [str(n) if n is not None else "—" for n in (change.line_before, change.line_after)]
    return f" ({line} {' → '.join(told)})"


def changes_json(old: Built, new: Built, changes: Sequence[Change]) -> dict[str, Any]:
    """Return the changes for programs."""
    return {
        "before": _document(old),
        "after": _document(new),
        "counts": dict(Counter(change.kind for change in changes)),
        "changes": [asdict(change) for change in changes],
    }


def _document(built: Built) -> dict[str, str]:
    return {
        "document": iris.thing(*built.plan.document.id),
        "file": built.source.name,
        "sha256": built.source.sha256,
    }
