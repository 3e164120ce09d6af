"""Commands that look things up in the store without the catalogue: search, sparql."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sctbv_graph.cli.common import Commands, out, remote_of, say, store_of
from sctbv_graph.cli.shown import explain_rows, write_answer
from sctbv_graph.errors import InputError
from sctbv_graph.settings import Settings


def _search(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.search import open_index, search

    remote = remote_of(args)
    index = open_index(settings, remote or store_of(args, settings), remote is not None)
    found = search(index, args.text, args.limit)
    index.close()
    if args.format == "json":
        out(json.dumps(found.json(), ensure_ascii=False, indent=1))
        return 0
    for hit in found.hits:
        text = "".join(f"[{piece}]" if marked else piece for piece, marked in hit.pieces())
        at = f" ({'dòng' if settings.lang == 'vi' else 'line'} {hit.line})" if hit.line else ""
        out(f"{' '.join(text.split())}{at}\n    {hit.iri}")
    tell = say(settings)
    if not found.hits:
        tell(
            f"Không thấy gì cho “{args.text}”.",
            f"Nothing was found for “{args.text}”.",
        )
    elif not found.all_words:
        tell("Chỉ thấy một phần các từ.", "Only some of the words were found.")
    return 0


def _sparql(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.query import answer_query
    from sctbv_graph.results import serialize
    from sctbv_graph.store import check_allowed

    given = Path(args.query)
    try:
        text = (
            given.read_text(encoding="utf-8") if given.suffix in (".rq", ".sparql") else args.query
        )
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "UTF-8"
        raise InputError(
            f"Không đọc được tệp truy vấn “{given}” ({reason}).",
            f"The query file “{given}” cannot be read ({reason}).",
        ) from None
    if args.evidence:
        if args.format not in (None, "json", "csv"):
            raise InputError(
                "Kết quả kèm căn cứ chỉ có dạng json hoặc csv (--format).",
                "Results with evidence come as json or csv only (--format).",
            )
        store = store_of(args, settings)
        found = answer_query(store, text, True, settings.lang)
        args.format = args.format or "json"
        out(write_answer(found, store, args, settings))
        explain_rows(found, store, settings)
        return 0
    check_allowed(text)
    results = store_of(args, settings).query(text)
    out(serialize(results, args.format).decode())
    return 0


def register(commands: Commands) -> None:
    """Add the commands of this module."""
    one = commands.add("search", _search, "tìm không cần dấu / search", "search 'dam doi'")
    one.add_argument("text")
    one.add_argument("--limit", type=int, default=20, metavar="N")
    one.add_argument("--format", choices=("text", "json"), default="text")
    one = commands.add(
        "sparql", _sparql, "truy vấn SPARQL / SPARQL query", "sparql 'ASK {?s ?p ?o}'"
    )
    one.add_argument("query", metavar="QUERY|FILE")
    one.add_argument(
        "--evidence", action="store_true", help="căn cứ từng dòng / the quotes each row rests on"
    )
    one.add_argument("--format", choices=("json", "csv", "tsv", "xml", "ttl", "nt"), default=None)
