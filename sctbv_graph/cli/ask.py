"""The command that asks the catalogue, cites an answer, and asks a cited one again."""

from __future__ import annotations

import argparse
from typing import Any

from sctbv_graph.cli.common import Commands, out, say, store_of, version_of
from sctbv_graph.cli.shown import explain_rows, write_answer
from sctbv_graph.errors import QueryError, UnknownQuestionError
from sctbv_graph.settings import Settings


def _ask(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.query import answer, load_questions

    if args.again:
        return _again(args, settings)
    if args.name is None:
        for question in load_questions().values():
            names = ", ".join(p.name for p in question.parameters)
            shown = f"  [{names}]" if names else ""
            out(f"{question.name:18} {question.question[settings.lang]}{shown}")
        return 0
    parameters = {}
    for pair in args.param or ():
        key, sign, value = pair.partition("=")
        if not sign:
            raise QueryError(
                f"Tham số “{pair}” phải có dạng tên=giá trị.",
                f"The parameter “{pair}” must be name=value.",
            )
        parameters[key] = value
    store = store_of(args, settings)
    name = args.name
    if " " in name.strip() and name not in load_questions():
        name, parameters = _understood(store, name, parameters, settings)
    wants_evidence = args.evidence or args.cite is not None or args.format == "json"
    found = answer(store, name, parameters, wants_evidence, settings.lang)
    if args.cite is not None:
        out(_citation(found, store, args.cite, settings))
        return 0
    out(write_answer(found, store, args, settings))
    explain_rows(found, store, settings)
    return 0


def _understood(
    store: Any, typed: str, given: dict[str, str], settings: Settings
) -> tuple[str, dict[str, str]]:
    """Return the question that was meant; say on stderr which, why, and its SPARQL."""
    from sctbv_graph.query.match import match

    tell = say(settings)
    found = match(store, typed)
    if not found:
        raise UnknownQuestionError(
            f"Không câu hỏi nào trong danh mục khớp với “{typed}”; gõ `sctbv ask` để xem tất cả.",
            f"No question of the catalogue fits “{typed}”; `sctbv ask` lists them all.",
        )
    best, others = found[0], found[1:]
    filled = ", ".join(f"{key} = {value}" for key, value in best.labels.items()) or "—"
    words = ", ".join(best.words) or "—"
    tell(
        f"Hiểu là “{best.question.question['vi']}” ({best.question.name}); tham số: {filled}; "
        f"vì các từ: {words}.",
        f"Understood as “{best.question.question['en']}” ({best.question.name}); parameters: "
        f"{filled}; because of the words: {words}.",
    )
    if others:
        names = "; ".join(f"{m.question.name} ({m.question.question['vi']})" for m in others)
        english = "; ".join(f"{m.question.name} ({m.question.question['en']})" for m in others)
        tell(f"Cũng có thể là: {names}.", f"It may also be: {english}.")
    tell("SPARQL:\n" + best.question.query, "SPARQL:\n" + best.question.query)
    return best.question.name, {**best.parameters, **given}


def _citation(found: Any, store: Any, format_: str, settings: Settings) -> str:
    from datetime import UTC, datetime

    from sctbv_graph.query import result_hash
    from sctbv_graph.query.address import answer_id
    from sctbv_graph.query.cite import cite_answer, write_citation

    version = version_of(store, settings)
    address = f"/answers/{answer_id(found, version)}"
    sha256 = result_hash(found.columns, found.rows)
    today = datetime.now(UTC).date()
    made = cite_answer(store, found, address, version, sha256, today)
    return write_citation(made, found, format_)


def _again(args: argparse.Namespace, settings: Settings) -> int:
    """Ask a cited answer again; exit code 1 where the data of now gives another."""
    from sctbv_graph.query.address import ask_again, compare, read_id

    address = read_id(args.again.rstrip("/").rpartition("/")[2])
    store = store_of(args, settings)
    found = ask_again(store, address, settings.lang)
    changes = compare(address, found, version_of(store, settings))
    tell = say(settings)
    if changes.same:
        tell("Câu trả lời không đổi.", "The answer is the same.")
    elif changes.added is None:
        tell(
            f"Câu trả lời đã đổi: trước {changes.rows_then} dòng, nay {len(found.rows)} dòng.",
            f"The answer has changed: {changes.rows_then} rows then, {len(found.rows)} now.",
        )
    else:
        new = ", ".join(str(index + 1) for index in changes.added) or "—"
        tell(
            f"Câu trả lời đã đổi: dòng mới hoặc khác: {new}; {changes.removed} dòng không còn.",
            f"The answer has changed: new or other rows: {new}; {changes.removed} rows are gone.",
        )
    out(write_answer(found, store, args, settings))
    return 0 if changes.same else 1


def register(commands: Commands) -> None:
    """Add the command of this module."""
    one = commands.add(
        "ask", _ask, "hỏi / ask a question", "ask agency-work --param agency='Sở Công Thương'"
    )
    one.add_argument("name", nargs="?", help="tên câu hỏi hoặc câu hỏi tự viết / name or free text")
    one.add_argument("--param", action="append", metavar="K=V")
    one.add_argument("--evidence", action="store_true")
    one.add_argument(
        "--cite", choices=("vi", "bibtex", "ris", "csl"), help="trích dẫn / print a citation"
    )
    one.add_argument("--again", metavar="ANSWER", help="hỏi lại câu đã trích dẫn / ask again")
    one.add_argument("--format", choices=("table", "csv", "json", "md"), default="table")
