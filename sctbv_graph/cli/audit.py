"""Commands of the audit: audit, rule."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from pathlib import Path

from sctbv_graph.cli.common import Commands, built_of, out, remote_of, source_of
from sctbv_graph.errors import InputError
from sctbv_graph.settings import Settings

_FORMATS = ("text", "json", "sarif", "junit", "html", "xlsx", "docx", "ttl")
_BINARY = {"xlsx", "docx"}


def _audit(args: argparse.Namespace, settings: Settings) -> int:
    # What is made goes with the process: looking through it for garbage is time lost.
    gc.disable()
    usual = sys.getswitchinterval()
    try:
        return _audited(args, settings)
    finally:
        gc.enable()
        sys.setswitchinterval(usual)


def _audited(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.audit import audit_document
    from sctbv_graph.audit.baseline import against, load_baseline
    from sctbv_graph.audit.filling import SWITCH_SECONDS, Filling
    from sctbv_graph.audit.findings import remember_rules
    from sctbv_graph.audit.remembered_data import recall_data, remember_data
    from sctbv_graph.audit.waivers import load_waivers
    from sctbv_graph.audit.writers import FORMATS
    from sctbv_graph.files import write_beside
    from sctbv_graph.reference import load_knowledge
    from sctbv_graph.registers import standing_quads

    if args.format in _BINARY and not args.output:
        raise InputError(
            f"Định dạng {args.format} là tệp nhị phân: hãy thêm -o TỆP.",
            f"The format {args.format} is a binary file: add -o FILE.",
        )
    old = load_baseline(Path(args.baseline)) if args.baseline else None
    folders, keep_data = settings.data_folders, None
    remote = remote_of(args)
    if remote is not None:
        from sctbv_graph.audit.fetched import fetch_built  # with all that speaks HTTP

        built, reference = fetch_built(remote, args.file, settings)
        file = None
        waivers = load_waivers(folders, file)
        report = audit_document(built, reference, args.profile, waivers)
    else:
        file = Path(source_of(args.file, settings))
        sys.setswitchinterval(SWITCH_SECONDS)
        keep_data = recall_data(folders)
        with Filling(standing_quads(load_knowledge(folders))) as filling:
            built, reference = built_of(str(file), settings, filling.tell)
            waivers = load_waivers(folders, file)
            report = audit_document(built, reference, args.profile, waivers, filling=filling)
    if old is not None:
        report = against(report, old, Path(args.baseline).name)
    if args.format == "text" and not args.output:
        from sctbv_graph.audit.writers.as_text import to_text

        out(to_text(report, settings.lang, args.strict, _has_colour()))
    else:
        original = file.read_bytes() if file else b""
        data = FORMATS[args.format].write(report, settings.lang, args.strict, original)
        if args.output:
            write_beside(Path(args.output), data)
        else:
            out(data.decode())
    remember_rules()
    if keep_data is not None:
        remember_data(folders, keep_data)
    return 1 if report.fails(args.strict) else 0


def _has_colour() -> bool:
    """Tell whether results go to a terminal that shows colours and wants them (no-color.org)."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return False
    return sys.platform != "win32" or bool(os.environ.get("WT_SESSION") or os.environ.get("TERM"))


def _rule(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.audit import load_audit_rules
    from sctbv_graph.audit.catalogue import find_rule
    from sctbv_graph.audit.explain import explain

    if args.id is None:
        for rule in load_audit_rules().values():
            out(f"{rule.id}  {rule.severity:8} {rule.title[settings.lang]}")
    else:
        out(explain(find_rule(args.id), settings.lang))
    return 0


def _diff(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.audit.changes import compare
    from sctbv_graph.audit.changes_report import changes_json, changes_text

    old, new = (
        built_of(source_of(given, settings), settings)[0] for given in (args.before, args.after)
    )
    changes = compare(old, new)
    if args.format == "json":
        out(json.dumps(changes_json(old, new, changes), ensure_ascii=False, indent=1))
    else:
        out(changes_text(old, new, changes, settings.lang))
    return 0


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    one = commands.add(
        "audit",
        _audit,
        "kiểm tra dự thảo / audit a draft",
        "audit ke-hoach.docx --format html -o bao-cao.html",
    )
    one.add_argument("file", metavar="FILE|IRI")
    one.add_argument(
        "--profile",
        choices=("draft", "submission", "publication"),
        default="submission",
        help="dự thảo, trình ký (mặc định) hay công bố / which stage",
    )
    one.add_argument("--format", choices=_FORMATS, default="text")
    one.add_argument("-o", "--output", metavar="OUT", help="ghi vào tệp / write to a file")
    one.add_argument(
        "--baseline",
        metavar="OLD.json",
        help="báo cáo JSON lần trước: mới, còn nguyên, đã hết / an older report to compare with",
    )
    one.add_argument(
        "--strict", action="store_true", help="cảnh báo cũng là lỗi / warnings forbid too"
    )
    one = commands.add(
        "diff",
        _diff,
        "hai bản khác nhau gì về nội dung / what changed in meaning between two plans",
        "diff du-thao-1.docx du-thao-2.docx",
    )
    one.add_argument("before", metavar="A")
    one.add_argument("after", metavar="B")
    one.add_argument("--format", choices=("text", "json"), default="text")
    one = commands.add("rule", _rule, "giải thích quy tắc / explain a rule", "rule KP-01")
    one.add_argument("id", nargs="?")
