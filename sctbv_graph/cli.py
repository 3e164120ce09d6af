"""The command ``sctbv``: parse, call one function, print.

Results go to stdout, what is going on to stderr. Exit codes: 0 done, 1 an audit found what its
profile forbids, 2 it could not be done (one sentence says why).
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import sctbv_graph
from sctbv_graph.errors import InputError, QueryError, SctbvError
from sctbv_graph.settings import Settings, default_language

Command = Callable[[argparse.Namespace, Settings], int]


def _say(settings: Settings) -> Callable[[str, str], None]:
    return lambda vi, en: print(en if settings.lang == "en" else vi, file=sys.stderr)


def _out(text: str) -> None:
    sys.stdout.write(text if text.endswith("\n") else text + "\n")


def _store(args: argparse.Namespace, settings: Settings) -> Any:
    from sctbv_graph.build import open_store
    from sctbv_graph.store import RemoteStore

    if args.store and "://" in args.store:
        return RemoteStore(args.store)
    return open_store(settings, _say(settings))


def _build(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.build import build

    report = build(settings)
    for path in report.plans:
        state = "đã ghi lại" if path in report.changed else "không đổi"
        if settings.lang == "en":
            state = "rewritten" if path in report.changed else "unchanged"
        _out(f"{path} ({state})")
    _out(f"{report.store}: {report.quads} quads")
    return 0


def _read(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.read import read

    source = read(Path(args.file))
    if args.text:
        sys.stdout.write(source.text)
        return 0
    blocks = [
        {"kind": b.kind, "start": b.span.start, "end": b.span.end,
         "line": source.line_at(b.span.start), "text": source.quote(b.span)}
        for b in source.blocks
    ]  # fmt: skip
    head = {"file": source.name, "sha256": source.sha256, "format": source.format}
    _out(json.dumps({**head, "blocks": blocks}, ensure_ascii=False, indent=1))
    return 0


def _built(path: str, settings: Settings) -> Any:
    from sctbv_graph.corpus import build_document
    from sctbv_graph.read import read
    from sctbv_graph.reference import load_knowledge
    from sctbv_graph.registers import reference_quads

    knowledge = load_knowledge(settings.data_folders)
    built = build_document(read(Path(path)), knowledge)
    return built, tuple(reference_quads(knowledge, [built.plan]))


def _extract(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.corpus import to_trig
    from sctbv_graph.files import write_beside

    built, _ = _built(args.file, settings)
    data = to_trig(built.quads)
    if args.output:
        write_beside(Path(args.output), data)
        _say(settings)(f"Đã ghi {args.output}", f"Wrote {args.output}")
    else:
        _out(data.decode())
    return 0


def _audit(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.audit import audit_document
    from sctbv_graph.audit.report import to_json, to_text
    from sctbv_graph.files import write_beside

    built, reference = _built(_source_of(args.file, settings), settings)
    report = audit_document(built, reference, args.profile)
    if args.format == "json":
        text = json.dumps(to_json(report, args.strict), ensure_ascii=False, indent=1) + "\n"
    else:
        text = to_text(report, settings.lang, args.strict)
    if args.output:
        write_beside(Path(args.output), text.encode())
    else:
        _out(text)
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
            _out(f"{rule.id}  {rule.severity:8} {rule.title[lang]}")
        return 0
    if args.id not in rules:
        raise InputError(
            f"Không có quy tắc “{args.id}”; gõ `sctbv rule` để xem tất cả.",
            f"There is no rule “{args.id}”; `sctbv rule` lists them all.",
        )
    rule = rules[args.id]
    _out(f"{rule.id} ({rule.severity}): {rule.title[lang]}\n\n{rule.why[lang]}\n{rule.fix[lang]}")
    return 0


def _ask(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.query import answer, load_questions

    if args.name is None:
        for question in load_questions().values():
            names = ", ".join(p.name for p in question.parameters)
            shown = f"  [{names}]" if names else ""
            _out(f"{question.name:18} {question.question[settings.lang]}{shown}")
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
    wants_evidence = args.evidence or args.format == "json"
    found = answer(_store(args, settings), args.name, parameters, wants_evidence)
    _out(_write_answer(found, args, settings))
    return 0


def _write_answer(found: Any, args: argparse.Namespace, settings: Settings) -> str:
    from sctbv_graph.build import data_version
    from sctbv_graph.query import answer_json, cell_text

    if args.format == "json":
        version = data_version(settings)
        return json.dumps(answer_json(found, version), ensure_ascii=False, indent=1)
    labels = [found.question.columns.get(n, {}).get(settings.lang, n) for n in found.columns]
    rows = [
        [
            cell_text(row.get(name), found.labels, data=args.format == "csv")
            for name in found.columns
        ]
        for row in found.rows
    ]
    if args.evidence:
        labels.append("Căn cứ" if settings.lang == "vi" else "Evidence")
        line = "dòng" if settings.lang == "vi" else "line"
        for row, passages in zip(rows, found.evidence, strict=True):
            row.append(
                " | ".join(f"{line} {p.line}: “{' '.join(p.quote.split())}”" for p in passages[:3])
            )
    if args.format == "csv":
        return _csv([list(found.columns) + labels[len(found.columns) :], *rows])
    return _table(labels, rows, args.format == "md")


def _csv(rows: Sequence[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


def _table(labels: list[str], rows: list[list[str]], markdown: bool) -> str:
    limit = 10_000 if markdown else 60
    cut = [[c if len(c) <= limit else c[: limit - 1] + "…" for c in row] for row in rows]
    if markdown:
        lines = [labels, ["---"] * len(labels), *cut]
        return "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in r) + " |" for r in lines)
    widths = [max(len(r[i]) for r in [labels, *cut]) for i in range(len(labels))]
    lines = [labels, ["─" * w for w in widths], *cut]
    return "\n".join(
        "  ".join(c.ljust(w) for c, w in zip(r, widths, strict=True)).rstrip() for r in lines
    )


def _sparql(args: argparse.Namespace, settings: Settings) -> int:
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
    check_allowed(text)
    results = _store(args, settings).query(text)
    _out(serialize(results, args.format).decode())
    return 0


def _validate(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.shacl.files import validate_files

    conforms, text = validate_files([Path(p) for p in args.files], [Path(p) for p in args.shapes])
    _out(text)
    return 0 if conforms else 1


def _check(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.ontology_check import check

    report = check([Path(p) for p in args.files])
    for item in report.items:
        _out(f"{item.status:12} {item.id}: {item.en if settings.lang == 'en' else item.vi}")
        for problem in item.problems:
            _out(f"             - {problem}")
    return 0 if report.ok else 1


def _list(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.corpus import build_corpus

    for built in build_corpus(settings).documents:
        document = built.plan.document
        _out(f"{built.key}  {document.number or '—'}  {document.date or '—'}  {built.source.name}")
    return 0


def _serve(args: argparse.Namespace, settings: Settings) -> int:
    from sctbv_graph.web import serve

    return serve(settings, _store(args, settings), args.host, args.port, _say(settings))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sctbv",
        description="Knowledge graph of Vietnam's sustainable production and consumption plans.",
        epilog="Ví dụ / example: sctbv ask tasks --format csv; sctbv audit ke-hoach.txt",
    )
    parser.add_argument("--version", action="version", version=sctbv_graph.__version__)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--data", metavar="DIR", help="thư mục làm việc / workspace")
    common.add_argument("--store", metavar="DIR|URL", help="kho dữ liệu / store")
    common.add_argument("--lang", choices=("vi", "en"), help="ngôn ngữ / language")
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")

    def add(name: str, run: Command, text: str, example: str) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, parents=[common], help=text, description=text, epilog=f"Ví dụ: sctbv {example}"
        )
        made.set_defaults(run=run)
        return made

    add("build", _build, "dựng đồ thị và kho / build graphs and store", "build")
    one = add("read", _read, "đọc một tệp / read a file", "read ke-hoach.txt --text")
    one.add_argument("file")
    one.add_argument("--text", action="store_true", help="in văn bản / print the text")
    one = add(
        "extract", _extract, "trích đồ thị / extract the graph", "extract ke-hoach.txt -o a.trig"
    )
    one.add_argument("file")
    one.add_argument("-o", "--output")
    one = add(
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
    one = add("rule", _rule, "giải thích quy tắc / explain a rule", "rule KP-01")
    one.add_argument("id", nargs="?")
    one = add(
        "ask", _ask, "hỏi / ask a question", "ask agency-work --param agency='Sở Công Thương'"
    )
    one.add_argument("name", nargs="?")
    one.add_argument("--param", action="append", metavar="K=V")
    one.add_argument("--evidence", action="store_true")
    one.add_argument("--format", choices=("table", "csv", "json", "md"), default="table")
    one = add("sparql", _sparql, "truy vấn SPARQL / SPARQL query", "sparql 'ASK {?s ?p ?o}'")
    one.add_argument("query", metavar="QUERY|FILE")
    one.add_argument("--format", choices=("json", "csv", "tsv", "xml", "ttl", "nt"), default=None)
    one = add("validate", _validate, "SHACL / validate data", "validate a.ttl --shapes s.ttl")
    one.add_argument("files", nargs="+", metavar="DATA")
    one.add_argument("--shapes", nargs="+", required=True)
    one = add("check", _check, "kiểm tra ontology / check the ontology", "check")
    one.add_argument("files", nargs="*", metavar="FILE")
    add("list", _list, "các văn bản / the documents", "list")
    one = add("serve", _serve, "chạy cổng / serve portal and endpoint", "serve --port 8000")
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--port", type=int, default=8000)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    args = _parser().parse_args(argv)
    lang = args.lang or default_language()
    store = Path(args.store) if args.store and "://" not in args.store else None
    settings = Settings(Path(args.data) if args.data else None, store, lang)
    try:
        if settings.workspace is not None and not settings.workspace.is_dir():
            raise InputError(
                f"Không có thư mục “{settings.workspace}” (--data).",
                f"There is no folder “{settings.workspace}” (--data).",
            )
        return int(args.run(args, settings))
    except SctbvError as error:
        print(error.message(lang), file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except KeyboardInterrupt:
        return 130
