"""Commands of the audit: audit, rule."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sctbv_graph.cli.common import Commands, built_of, out
from sctbv_graph.errors import InputError
from sctbv_graph.settings import Settings


def _audit(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.audit import audit_document
    from sctbv_graph.audit.report import to_json, to_text
    from sctbv_graph.files import write_beside

    built, reference = built_of(_source_of(args.file, settings), settings)
    report = audit_document(built, reference, args.profile)
    if args.format == "json":
        text = json.dumps(to_json(report, args.strict), ensure_ascii=False, indent=1) + "\n"
    else:
        text = to_text(report, settings.lang, args.strict)
    if args.output:
        write_beside(Path(args.output), text.encode())
    else:
        out(text)
    return 1 if report.fails(args.strict) else 0


def _source_of(given: str, settings: Settings) -> str:
    """Return the file to audit: the one given, or the source of a document's IRI."""
    from sctbv_graph import iris
    from sctbv_graph.corpus import source_file

    thing = iris.parse(given)
    if thing is None:
        return given
    path = source_file(settings, thing.key)
    if path is None:
        raise InputError(
            f"Không có văn bản nguồn của “{given}” trong kho; hãy đưa tệp.",
            f"There is no source of “{given}” here; give the file.",
        )
    return str(path)


def _rule(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.audit import load_audit_rules

    rules, lang = load_audit_rules(), settings.lang
    if args.id is None:
        for rule in rules.values():
            out(f"{rule.id}  {rule.severity:8} {rule.title[lang]}")
        return 0
    if args.id not in rules:
        raise InputError(
            f"Không có quy tắc “{args.id}”; gõ `sctbv rule` để xem tất cả.",
            f"There is no rule “{args.id}”; `sctbv rule` lists them all.",
        )
    rule = rules[args.id]
    out(f"{rule.id} ({rule.severity}): {rule.title[lang]}\n\n{rule.why[lang]}\n{rule.fix[lang]}")
    return 0


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    one = commands.add(
        "audit", _audit, "kiểm tra dự thảo / audit a draft", "audit ke-hoach.txt --format json"
    )
    one.add_argument("file", metavar="FILE|IRI")
    one.add_argument(
        "--profile", choices=("draft", "submission", "publication"), default="submission"
    )
    one.add_argument("--format", choices=("text", "json"), default="text")
    one.add_argument(
        "--strict", action="store_true", help="cảnh báo cũng là lỗi / warnings forbid too"
    )
    one.add_argument("-o", "--output")
    one = commands.add("rule", _rule, "giải thích quy tắc / explain a rule", "rule KP-01")
    one.add_argument("id", nargs="?")
