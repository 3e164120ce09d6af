"""Commands that check RDF: validate anybody's data, check an ontology."""

from __future__ import annotations

import argparse
from pathlib import Path

from sctbv_graph.cli.common import Commands, out
from sctbv_graph.settings import Settings


def _validate(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.files import write_beside
    from sctbv_graph.shacl.files import validate_files
    from sctbv_graph.shacl.formats import FORMATS

    data, shapes = ([Path(p) for p in paths] for paths in (args.files, args.shapes))
    report = validate_files(data, shapes, args.engine)
    text = FORMATS[args.format](report, settings.lang)
    if args.output:
        write_beside(Path(args.output), text.encode())
    else:
        out(text)
    return 0 if report.conforms else 1


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
        "--engine",
        choices=("compiled", "pyshacl"),
        default="compiled",
        help="pyshacl: bộ đối chiếu, chậm / the reference, slow",
    )
    one = commands.add("check", _check, "kiểm tra ontology / check the ontology", "check")
    one.add_argument("files", nargs="*", metavar="FILE")
