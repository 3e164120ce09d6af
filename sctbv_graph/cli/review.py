"""The command review: doubts and suggested ties as a form, and a filled form handed in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sctbv_graph.cli.common import Commands, built_of, out, say, source_of
from sctbv_graph.errors import InputError
from sctbv_graph.settings import Settings, in_checkout


def _review(args: argparse.Namespace, settings: Settings) -> int:
    built, reference = built_of(source_of(args.file, settings), settings)
    if args.decide:
        return _file(Path(args.decide), built, reference, settings)
    from sctbv_graph.files import write_beside
    from sctbv_graph.review import name_of, open_doubts, open_suggestions
    from sctbv_graph.review.form import form

    tell = say(settings)
    for told in (*built.decided.told, *built.decided.moved):
        tell(told.message("vi"), told.message("en"))
    found = open_doubts(built.plan, built.source, built.quads, built.decided)
    ties = open_suggestions(built.quads)
    decided = len(built.decided.honoured)
    file, name = Path(args.file).name, name_of(built.plan)
    text = form((*found, *ties), built.key, name, file, settings.lang, decided)
    if args.output is None:
        out(text)
        return 0
    target = Path(args.output)
    if target.exists():
        raise InputError(
            f"“{target}” đã có, có thể đang điền dở; hãy chọn tên khác hoặc xóa tệp ấy.",
            f"“{target}” exists and may be half filled in; choose another name or remove it.",
        )
    write_beside(target, text.encode())
    tell(
        f"Đã ghi {len(found)} điểm còn ngờ và {len(ties)} gợi ý vào {target}",
        f"Wrote {len(found)} points in doubt and {len(ties)} suggestions to {target}",
    )
    return 0


def _file(filled: Path, built: Any, reference: Any, settings: Settings) -> int:
    from sctbv_graph.review import decide, load_decisions, name_of
    from sctbv_graph.review.hand_in import hand_in

    folder = settings.data_folders[-1]
    if settings.workspace is None and not in_checkout():
        raise InputError(
            "Chưa có thư mục làm việc để lưu quyết định; hãy thêm `--data THƯ-MỤC`.",
            "There is no workspace to keep decisions in; give `--data DIR`.",
        )
    stated, suggested = (
        [q for q in built.quads if q.graph_name.value.endswith(layer)]
        for layer in ("/stated", "/analysis")
    )
    name = name_of(built.plan)
    filing = hand_in(
        filled,
        built.key,
        name,
        lambda: load_decisions(settings.data_folders, built.key, name),
        lambda decisions: decide(built.plan, built.source, stated, reference, decisions, suggested),
        folder,
        # Among what can be made again, and the same whatever store a command is given.
        Settings(workspace=settings.workspace).work / "decisions.lock",
    )
    for new, old in filing.instead:
        say(settings)(
            f"{new.fact}: “{new.value}” thay cho “{old.value}” do {old.name} quyết định ngày "
            f"{old.day:%d/%m/%Y}; quyết định cũ vẫn được giữ trong tệp",
            f"{new.fact}: “{new.value}” instead of “{old.value}”, which {old.name} decided on "
            f"{old.day.isoformat()}; the older decision stays in the file",
        )
    if settings.lang == "en":
        out(f"Filed {filing.count} decisions in “{filing.path}”; run `sctbv build`.")
    else:
        out(f"Đã lưu {filing.count} quyết định vào “{filing.path}”; hãy chạy `sctbv build`.")
    return 0


def register(commands: Commands) -> None:
    """Add the command of this module."""
    one = commands.add(
        "review",
        _review,
        "điểm còn ngờ và gợi ý của một văn bản, để điền / doubts and suggestions, to fill in",
        "review ke-hoach.txt -o con-ngo.toml",
    )
    one.add_argument("file", metavar="FILE|IRI")
    one.add_argument("-o", "--output", metavar="OUT.toml", help="ghi vào tệp / write to a file")
    one.add_argument(
        "--decide",
        metavar="FILLED.toml",
        help="nộp tệp đã điền vào decisions/ / file the decisions of a filled form",
    )
