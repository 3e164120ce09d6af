"""The command that writes the portal as files for any web host."""

from __future__ import annotations

import argparse
from pathlib import Path

from sctbv_graph.cli.common import Commands, out, remote_of, say
from sctbv_graph.settings import Settings


def _publish(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.publish.processes import begin

    begin()  # meanwhile, before what takes long to import

    from sctbv_graph.build import open_store
    from sctbv_graph.errors import InputError
    from sctbv_graph.files import alone
    from sctbv_graph.laid import PROCESSES
    from sctbv_graph.publish.site import base_url, publish
    from sctbv_graph.publish.writing import known_files

    base = base_url(args.base_url)
    known_files(Path(args.output))  # refuses before anything is made
    if remote_of(args):
        raise InputError(
            "sctbv publish viết từ kho trên máy này, không từ kho ở xa (--store); "
            "hãy lấy về trước bằng sctbv pull.",
            "sctbv publish writes from a store on this machine, not from one elsewhere (--store); "
            "bring it here first with sctbv pull.",
        )
    tell = say(settings)
    with alone(
        settings.work / "publish.lock",
        lambda: tell(
            "Đang chờ một lần sctbv publish khác trên cùng dữ liệu chạy xong.",
            "Waiting for another sctbv publish of the same data to end.",
        ),
    ):
        store = open_store(settings, tell, PROCESSES)
        made = publish(settings, store, Path(args.output), base, tell)
    for name in made.kept:
        tell(
            f"Giữ nguyên “{name}”: tệp này không phải do sctbv publish viết.",
            f"Kept “{name}” as it is: sctbv publish did not write it.",
        )
    counts = (made.total, args.output, made.new, made.changed, made.same, made.removed)
    vi = "{} tệp trong “{}”: {} mới, {} đổi, {} giữ nguyên; xoá {} tệp không còn dùng."
    en = "{} files in “{}”: {} new, {} changed, {} the same; {} no longer due were removed."
    out((en if settings.lang == "en" else vi).format(*counts))
    return 0


def register(commands: Commands) -> None:
    """Add the command of this module."""
    one = commands.add(
        "publish", _publish, "viết cổng thành trang tĩnh / write the portal as static files",
        "publish -o site/ --base-url https://vi-du.vn/sctbv/",
    )  # fmt: skip
    one.add_argument("-o", "--output", required=True, metavar="DIR", help="thư mục / folder")
    one.add_argument(
        "--base-url", default="", metavar="URL",
        help="địa chỉ mà trang sẽ nằm ở đó / the address that the site will have",
    )  # fmt: skip
