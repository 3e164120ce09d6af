"""The command that lays down a release of the data, or lists the releases."""

from __future__ import annotations

import argparse

from sctbv_graph.cli.common import Commands, day_of, out, say, store_of
from sctbv_graph.errors import InputError
from sctbv_graph.settings import Settings


def _release(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.publish.releases import load_releases
    from sctbv_graph.publish.releasing import make_release
    from sctbv_graph.store import EmbeddedStore

    vi = settings.lang != "en"
    if not args.version:
        found = load_releases(settings)
        for release in found:
            size, said = release.manifest.statements, release.note.get(settings.lang, "")
            out(f"{release.version}\t{release.day}\t{size}\t{release.manifest.canonical}\t{said}")
        if not found:
            out("Chưa có bản phát hành nào." if vi else "Nothing has been released yet.")
        return 0
    store = store_of(args, settings)
    if not isinstance(store, EmbeddedStore):
        raise InputError(
            "Chỉ phát hành được từ kho dựng trên máy này; hãy bỏ --store.",
            "Only a store built on this machine can be released; drop --store.",
        )
    note = {lang: text for lang, text in (("vi", args.note), ("en", args.note_en)) if text}
    say(settings)("Đang ghi bản phát hành…", "Laying down the release…")
    made = make_release(settings, store, args.version, day_of(args.date), note)
    changes = made.changes()
    counts = " ".join(f"{n} {len(changes.get(n, []))}" for n in ("added", "removed", "changed"))
    out(f"{made.version} · {made.day} · {made.folder}")
    out(f"RDFC-1.0 SHA-256 {made.manifest.canonical}")
    if made.previous:
        out(f"{'So với' if vi else 'Since'} {made.previous}: {counts}")
    return 0


def register(commands: Commands) -> None:
    """Add the command of this module."""
    one = commands.add(
        "release",
        _release,
        "phát hành dữ liệu, giữ mãi ở /release/ / release the data, kept for ever",
        "release 1.0.0 --data cua-toi --note 'Bản đầu tiên'",
    )
    one.add_argument("version", nargs="?", default="", metavar="VERSION")
    one.add_argument(
        "--date", default="", metavar="DAY", help="ngày phát hành / day of the release"
    )
    one.add_argument("--note", default="", metavar="TEXT", help="ghi chú / note in Vietnamese")
    one.add_argument("--note-en", default="", metavar="TEXT", help="ghi chú tiếng Anh / in English")
