"""Commands of a workspace: init, add."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from sctbv_graph.cli.common import Commands, day_of, out
from sctbv_graph.settings import Settings


def _init(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.workspace import init

    folder = Path(args.folder)
    made, vi = init(folder), settings.lang != "en"
    if made:
        out(
            f"Đã tạo thư mục làm việc “{folder}”; thêm tệp: sctbv add TỆP --data {folder}"
            if vi
            else f"Made the workspace “{folder}”; add a file: sctbv add FILE --data {folder}"
        )
    else:
        out(f"“{folder}” đã là thư mục làm việc." if vi else f"“{folder}” is a workspace already.")
    return 0


def _add(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.workspace import add

    received = day_of(args.received)
    filed = add(
        Path(args.file), settings, args.obtained_from, args.licence, args.document, received
    )
    vi = settings.lang != "en"
    if filed.state == "same":
        out(
            f"Tệp này đã có: “{filed.path}” ({filed.key}); không thêm gì."
            if vi
            else f"This file is filed already: “{filed.path}” ({filed.key}); nothing was added."
        )
        return 0
    if filed.state == "version":
        out(
            f"Phiên bản {filed.version} của {filed.key}: “{filed.path}”; giữ “{filed.before}”."
            if vi
            else f"Version {filed.version} of {filed.key}: “{filed.path}”; “{filed.before}” stays."
        )
    else:
        out(f"Đã thêm {filed.key}: “{filed.path}”" if vi else f"Added {filed.key}: “{filed.path}”")
    _tell(filed.built, settings, vi)
    return 0


def _tell(built: Any, settings: Settings, vi: bool) -> None:
    """Print how much was read, what is in doubt and what the audit finds."""
    from sctbv_graph.audit import audit_document
    from sctbv_graph.corpus import whole_reference
    from sctbv_graph.reference import load_knowledge
    from sctbv_graph.workspace import doubts

    classes = Counter(element.cls for element in built.plan.elements)
    counts = ", ".join(f"{name} {number}" for name, number in sorted(classes.items()))
    out(f"{'Đọc được' if vi else 'Read'}: {counts or '—'}")
    found = Counter(doubts(built))
    out(f"{'Còn ngờ' if vi else 'In doubt'}: {found.total()}")
    for (basis, reason), number in found.most_common(5):
        out(f"  {number} × {basis}: {reason or '—'}")
    reference = tuple(whole_reference(load_knowledge(settings.data_folders), [built.plan]))
    report = audit_document(built, reference, "draft")
    said = ", ".join(f"{name} {number}" for name, number in report.counts.items())
    out(f"{'Kiểm tra (dự thảo)' if vi else 'Audit (draft)'}: {said}")


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    one = commands.add("init", _init, "tạo thư mục làm việc / make a workspace", "init cua-toi")
    one.add_argument("folder", metavar="DIR")
    one = commands.add(
        "add", _add, "thêm một văn bản / file a document", "add ke-hoach.docx --data cua-toi"
    )
    one.add_argument("file", metavar="FILE")
    one.add_argument("--obtained-from", default="", metavar="TEXT", help="lấy từ đâu / from where")
    one.add_argument(
        "--received", default="", metavar="DAY", help="ngày nhận, mặc định hôm nay / day it came"
    )
    one.add_argument("--licence", default="", metavar="TEXT", help="giấy phép / licence")
    one.add_argument(
        "--document", default="", metavar="KEY", help="khóa văn bản / key of the document"
    )
