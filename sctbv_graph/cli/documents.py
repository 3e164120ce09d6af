"""Commands on files and documents: build, read, extract, list."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from sctbv_graph.cli.common import Commands, built_of, out, remote_of, say
from sctbv_graph.settings import Settings


def _build(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.build import build
    from sctbv_graph.laid import PROCESSES

    report = build(settings, PROCESSES)
    for path in report.plans:
        state = "đã ghi lại" if path in report.changed else "không đổi"
        if settings.lang == "en":
            state = "rewritten" if path in report.changed else "unchanged"
        out(f"{path} ({state})")
    out(f"{report.store}: {report.quads} quads")
    for vi, en in report.told:
        say(settings)(vi, en)
    return 0


def _read(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.read import read
    from sctbv_graph.read.show import as_plain

    source = read(Path(args.file))
    if args.text:
        sys.stdout.write(source.text)
        return 0
    out(json.dumps(as_plain(source), ensure_ascii=False, indent=1))
    return 0


def _extract(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.corpus import to_trig
    from sctbv_graph.files import write_beside

    built, _ = built_of(args.file, settings)
    if args.report:
        out(_account(built, settings.lang))
        return 0
    data = to_trig(built.quads)
    if args.output:
        write_beside(Path(args.output), data)
        say(settings)(f"Đã ghi {args.output}", f"Wrote {args.output}")
    else:
        out(data.decode())
    return 0


def _account(built: Any, lang: str) -> str:
    """Return the counts of blocks, every block that no fact rests on, bodies of no register."""
    from sctbv_graph.coverage import coverage
    from sctbv_graph.extract.new_names import new_names

    source = built.source
    account = coverage(source, built.quads)
    names = {
        "blocks": ("khối văn bản", "blocks of text"),
        "evidence": ("có dữ kiện dựa vào", "carry evidence of a fact"),
        "formula": ("công thức văn bản (quốc hiệu, tiêu ngữ…)", "are formulas of the form"),
        "not-understood": ("chưa hiểu", "not understood"),
    }
    at = 1 if lang == "en" else 0
    lines = [f"{count:>6}  {names[name][at]}" for name, count in account.counts.items()]
    word = "line" if lang == "en" else "dòng"
    lines += [f"{word} {b.line}: {source.words(b.span)}" for b in account.missed]
    found = new_names(built.plan)
    if found:
        said = (
            "cơ quan chưa có trong sổ (data/reference/agencies.toml)",
            "bodies not in the register",
        )
        lines.append(f"{len(found):>6}  {said[at]}")
        lines += [f"{word} {source.line_at(n.span.start)}: {n.party.name}" for n in found]
    return "\n".join(lines)


def _list(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.corpus import built_documents
    from sctbv_graph.reference import load_knowledge
    from sctbv_graph.review import open_doubts

    remote = remote_of(args)
    if remote is not None:
        return _list_remote(remote)
    lines = []
    for built in built_documents(settings, load_knowledge(settings.data_folders)):
        document = built.plan.document
        left = len(open_doubts(built.plan, built.source, built.quads, built.decided))
        counts = (len(built.decided.honoured), len(built.decided.told), left)
        vi = "đã quyết định {}, quyết định không còn khớp {}, còn ngờ {}"
        en = "decided {}, decisions that no longer fit {}, in doubt {}"
        lines.append(
            f"{built.key}  {document.number or '—'}  {document.date or '—'}  {built.source.name}  "
            + (en if settings.lang == "en" else vi).format(*counts)
        )
    for line in reversed(lines):  # the first that was filed comes first
        out(line)
    return 0


def _list_remote(store: Any) -> int:
    """List the documents whose text is in the graph of a store at another server."""
    from sctbv_graph import iris
    from sctbv_graph.query import text_of, view
    from sctbv_graph.store import select

    for row in select(store, view("documents")).rows:
        key = text_of(row["document"]).removeprefix(f"{iris.ID}document/")
        rest = (text_of(row[name]) if name in row else "—" for name in ("number", "date", "title"))
        out("  ".join([key, *rest]))
    return 0


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    commands.add("build", _build, "dựng đồ thị và kho / build graphs and store", "build")
    one = commands.add("read", _read, "đọc một tệp / read a file", "read ke-hoach.txt --text")
    one.add_argument("file")
    one.add_argument("--text", action="store_true", help="in văn bản / print the text")
    one = commands.add(
        "extract", _extract, "trích đồ thị / extract the graph", "extract ke-hoach.txt -o a.trig"
    )
    one.add_argument("file")
    one.add_argument("-o", "--output")
    one.add_argument("--report", action="store_true", help="khối chưa hiểu / blocks not understood")
    commands.add("list", _list, "các văn bản / the documents", "list")
