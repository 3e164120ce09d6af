"""Commands on stores at other servers: push, pull."""

from __future__ import annotations

import argparse
from pathlib import Path

from sctbv_graph.cli.common import Commands, out, say
from sctbv_graph.settings import Settings


def _push(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.build import data_version, open_store
    from sctbv_graph.claim import from_here
    from sctbv_graph.laid import PROCESSES
    from sctbv_graph.push import push
    from sctbv_graph.store import RemoteStore, read_target

    tell = say(settings)
    store = RemoteStore(read_target(args.target, args.dialect or ""))
    local = open_store(settings, tell, PROCESSES)

    def waiting() -> None:
        tell(
            "Một lần đẩy khác của thư mục này đang chạy; đợi nó xong…",
            "Another push of this folder is running; waiting for its end…",
        )

    with from_here(settings.work, waiting) as who:
        done = push(
            local, store, data_version(settings), tell,
            drop=args.drop, verify=args.verify, who=who, take_over=args.take_over,
        )  # fmt: skip
    if done.gone:
        names = ", ".join(done.gone)
        vi, en = ("đã xóa", "removed") if done.dropped else ("để nguyên", "left as they are")
        tell(
            f"Kho còn {len(done.gone)} đồ thị mà ở đây không có ({vi}): {names}.",
            f"The store has {len(done.gone)} graphs that are not here ({en}): {names}.",
        )
        if not done.dropped:
            tell("Thêm --drop để xóa.", "Add --drop to remove them.")
    counts = (len(done.sent), len(done.unchanged), done.statements)
    vi = "{} đồ thị đã gửi, {} không đổi; {} phát biểu, đã kiểm bằng số đếm và SHA-256"
    en = "{} graphs sent, {} unchanged; {} statements, verified by counts and SHA-256"
    out((en if settings.lang == "en" else vi).format(*counts))
    return 0


def _pull(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.corpus import to_trig
    from sctbv_graph.files import write_beside
    from sctbv_graph.push import pull
    from sctbv_graph.store import RemoteStore, read_target

    tell = say(settings)
    quads = pull(RemoteStore(read_target(args.target, args.dialect or "")), tell)
    write_beside(Path(args.output), to_trig(tuple(quads)))
    out(f"{args.output}: {len(quads)} quads")
    return 0


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    one = commands.add(
        "push", _push, "đưa đồ thị lên kho khác / bring the graphs to another store",
        "push http://127.0.0.1:7878",
    )  # fmt: skip
    one.add_argument("target", metavar="URL|TOML")
    one.add_argument(
        "--drop", action="store_true",
        help="xóa đồ thị mà ở đây không còn / remove graphs that are here no more",
    )  # fmt: skip
    one.add_argument(
        "--verify", action="store_true",
        help="đọc lại cả những gì không đổi / read back what is unchanged too",
    )  # fmt: skip
    one.add_argument(
        "--take-over", action="store_true",
        help="giành quyền ghi từ một lần đẩy đã bị ngắt ở nơi khác / "
        "take the store from a push that was killed elsewhere",
    )  # fmt: skip
    one = commands.add(
        "pull", _pull, "tải đồ thị từ kho khác về / fetch the graphs of another store",
        "pull http://127.0.0.1:7878 -o kho.trig",
    )  # fmt: skip
    one.add_argument("target", metavar="URL|TOML")
    one.add_argument("-o", "--output", required=True, metavar="OUT.trig")
