"""Commands that check RDF: validate anybody's data, check an ontology."""

from __future__ import annotations

import argparse
from pathlib import Path

from sctbv_graph.cli.common import Commands, out, say
from sctbv_graph.errors import InputError
from sctbv_graph.settings import Settings


def _validate(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.files import write_beside
    from sctbv_graph.shacl.files import validate_files
    from sctbv_graph.shacl.formats import FORMATS

    data, shapes = ([Path(p) for p in paths] for paths in (args.files, args.shapes))
    if args.each:
        text, conforms = _each(args, data, shapes, settings)
    else:
        if args.common or args.kept:
            raise InputError(
                "--common và --kept chỉ dùng cùng --each.", "--common and --kept go with --each."
            )
        report = validate_files(data, shapes, args.engine)
        text, conforms = FORMATS[args.format](report, settings.lang), report.conforms
    if args.output:
        write_beside(Path(args.output), text.encode())
    else:
        out(text)
    return 0 if conforms else 1


def _each(
    args: argparse.Namespace, data: list[Path], shapes: list[Path], settings: Settings
) -> tuple[str, bool]:
    """Return the text of the reports, and whether there is no result; tell what was validated."""
    from sctbv_graph.shacl.many import FORMATS, validate_each, whole

    if args.engine != "compiled":
        raise InputError(
            "--each chạy với bộ máy compiled.", "--each runs with the compiled engine."
        )
    kept = Path(args.kept) if args.kept else None
    checked = validate_each(data, [Path(p) for p in args.common], shapes, kept)
    number, total = len(checked.again), len(checked.reports)
    say(settings)(
        f"Đã kiểm tra {number}/{total} tài liệu; các tài liệu khác không đổi.",
        f"Validated {number} of {total} documents; the others have not changed.",
    )
    return FORMATS[args.format](checked, settings.lang), whole(checked).conforms


def _check(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.ontology_check import check

    report = check([Path(p) for p in args.files], settings=settings)
    for item in report.items:
        out(f"{item.status:12} {item.id}: {item.en if settings.lang == 'en' else item.vi}")
        for problem in item.problems:
            out(f"             - {problem}")
    return 0 if report.ok else 1


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    one = commands.add(
        "validate",
        _validate,
        "kiểm tra dữ liệu RDF bằng SHACL / validate RDF data by SHACL",
        "validate du-lieu.ttl --shapes quy-tac.ttl --format csv",
    )
    one.add_argument("files", nargs="+", metavar="DATA")
    one.add_argument("--shapes", nargs="+", required=True, metavar="SHAPES")
    one.add_argument("--format", choices=("text", "ttl", "json", "csv"), default="text")
    one.add_argument("-o", "--output", metavar="OUT")
    one.add_argument(
        "--each",
        action="store_true",
        help="mỗi tệp là một tài liệu riêng / each file is a document of its own",
    )
    one.add_argument(
        "--common",
        nargs="+",
        default=[],
        metavar="DATA",
        help="dữ liệu chung cho mọi tài liệu / data that all documents lean on",
    )
    one.add_argument(
        "--kept",
        metavar="FILE",
        help="giữ kết quả, lần sau chỉ kiểm tra tài liệu đã đổi / keep the reports here; "
        "next time only what changed is validated",
    )
    one.add_argument(
        "--engine",
        choices=("compiled", "pyshacl"),
        default="compiled",
        help="pyshacl: bộ đối chiếu, chậm / the reference, slow",
    )
    one = commands.add("check", _check, "kiểm tra ontology / check the ontology", "check")
    one.add_argument("files", nargs="*", metavar="FILE")
