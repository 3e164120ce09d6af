"""Commands that check RDF: validate anybody's data, check an ontology."""

from __future__ import annotations

import argparse
from pathlib import Path

from sctbv_graph.cli.common import Commands, out
from sctbv_graph.settings import Settings


def _validate(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.shacl.files import validate_files

    conforms, text = validate_files([Path(p) for p in args.files], [Path(p) for p in args.shapes])
    out(text)
    return 0 if conforms else 1


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
        "validate", _validate, "SHACL / validate data", "validate a.ttl --shapes s.ttl"
    )
    one.add_argument("files", nargs="+", metavar="DATA")
    one.add_argument("--shapes", nargs="+", required=True)
    one = commands.add("check", _check, "kiểm tra ontology / check the ontology", "check")
    one.add_argument("files", nargs="*", metavar="FILE")
