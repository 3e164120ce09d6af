"""Imports inside the package run one way, from sources to the command line and the web."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

PACKAGE = "sctbv_graph"
ROOT = Path(__file__).resolve().parent.parent

# A module or folder of the package -> its stage. A module may import from its own stage and from
# lower ones. Whatever is new must be placed here.
STAGES: dict[str, int] = {
    "__init__": 0,
    "errors": 0,
    "files": 0,
    "iris": 0,
    "model": 0,
    "beside": 0,
    "later": 0,
    "once": 0,
    "settings": 0,
    "terms": 0,
    "prefixed": 0,
    "processes": 0,
    "templating": 0,
    "vietnamese": 1,
    "read": 2,
    "extract": 3,
    "observe": 3,  # what the form of a text shows, beside what it says
    "graph": 4,
    "layers": 4,  # which of the layers' quads the merged graph holds
    "curated": 4,
    "curated_graph": 4,
    "curated_tables": 4,
    "reference": 4,  # reads curated data for `extract`, which gets it as records
    "lore": 4,  # reads curated data for `observe`, which gets it as records
    "registers": 4,
    "said": 4,  # what a document says, as lines
    "territory": 4,  # which unit a name means on a day, for `reference`
    "turtle": 4,
    "build": 5,  # the corpus into a store
    "clash": 5,
    "closure": 5,
    "coverage": 5,
    "laid": 5,  # the documents of a corpus as files, for `build`
    "corpus": 5,  # read, extract, graph and rules in a row
    "migrations": 5,
    "profiles": 5,
    "reason": 5,
    "reasoner": 5,
    "results": 5,
    "review": 5,  # doubts of a document, decisions on them
    "rules": 5,
    "store": 5,
    "written": 5,  # a store on its way, for `build`
    "ontology_check": 6,
    "soundness": 6,
    "shacl": 6,
    "validate": 6,
    "claim": 6,  # who is writing a store at another server
    "push": 6,  # the graphs of a build into a store at another server
    "workers": 7,  # evaluates strangers' queries, knows no HTTP
    "workspace": 8,  # files a document, on the corpus
    "query": 7,
    "search": 8,
    "audit": 8,
    "publish": 8,
    "api": 8,
    "__main__": 9,
    "cli": 9,
    "web": 9,
}

# The two faces of the program: nothing imports them, and they do not import each other.
FACES = {"cli", "web"}
# But for these: who imports, in which function, what.
ALLOWED = {
    ("cli", "_serve", f"{PACKAGE}.web"),  # `sctbv serve` starts the web, and loads it only then
    ("__init__", None, f"{PACKAGE}.api"),  # for type checking only
    ("__init__", "ask", f"{PACKAGE}.api"),  # the one public call, loaded only when it is made
    ("__main__", None, f"{PACKAGE}.cli"),  # `python -m sctbv_graph` is the command line
}

# What a stage must not know at all.
RDF = {"owlready2", "pyoxigraph", "pyshacl", "rdflib", "SPARQLWrapper"}
HTTP = {"fastapi", "http", "httpx", "httpx2", "requests", "starlette", "urllib.request", "uvicorn"}
UNKNOWN_TO: dict[str, set[str]] = {
    "vietnamese": RDF,
    "read": RDF,
    "extract": RDF,
    "observe": RDF,
    "graph": {"re"},
    "shacl": HTTP,
    "validate": HTTP,
    "workers": HTTP,
}


@dataclass(frozen=True)
class Import:
    """One imported module, by its full name, and the function that it is imported in."""

    module: str
    line: int
    function: str | None


def _is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.is_dir() or path.with_suffix(".py").is_file()


def _named(node: ast.AST, package: str) -> Iterator[str]:
    """Yield the modules that one statement or call imports; ``package`` is where it stands."""
    match node:
        case ast.Import(names=names):
            yield from (alias.name for alias in names)
        case ast.ImportFrom(module=module, names=names, level=level):
            start = package.split(".")[: len(package.split(".")) - level + 1] if level else []
            source = ".".join([*start, *([module] if module else [])])
            for alias in names:
                full = f"{source}.{alias.name}"
                inside = source.split(".")[0] == PACKAGE
                in_table = source == PACKAGE and alias.name in STAGES
                yield full if inside and (in_table or _is_module(full)) else source
        case ast.Call(
            func=ast.Name(id="__import__" | "import_module") | ast.Attribute(attr="import_module"),
            args=[ast.Constant(value=str(name)), *_],
        ):
            yield name if not name.startswith(".") else package + name


def imports(source: str, package: str) -> list[Import]:
    """Return what a module's text imports, at any depth, also for type checking only."""
    found: list[Import] = []

    def visit(node: ast.AST, function: str | None) -> None:
        found.extend(
            Import(name, getattr(node, "lineno", 0), function) for name in _named(node, package)
        )
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            function = node.name
        for child in ast.iter_child_nodes(node):
            visit(child, function)

    visit(ast.parse(source), None)
    return found


def unit_of(module: str) -> str:
    """Return the entry of the table for a module's full name; the package itself is __init__."""
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else "__init__"


def faults(where: str, module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Return a sentence for each import of one file that breaks the order."""
    unit = unit_of(module)
    if unit not in STAGES:
        return [f"{where}: “{unit}” is in no stage; place it in STAGES of tests/test_layers.py"]
    sentences = []
    for item in imports(source, module if is_package else module.rpartition(".")[0]):
        at = f"{where}:{item.line}"
        sentences += [
            f"{at}: “{unit}” must not know “{hidden}”"
            for hidden in sorted(UNKNOWN_TO.get(unit, ()))
            if item.module == hidden or item.module.startswith(hidden + ".")
        ]
        if item.module.split(".")[0] != PACKAGE:
            continue
        target = unit_of(item.module)
        if target == unit or (unit, item.function, item.module) in ALLOWED:
            continue
        if target not in STAGES:
            sentences.append(f"{at}: imports “{item.module}”, which is in no stage of STAGES")
        elif target in FACES:
            sentences.append(f"{at}: imports “{item.module}”; nothing imports “{target}”")
        elif STAGES[target] > STAGES[unit]:
            sentences.append(
                f"{at}: imports “{item.module}” of stage {STAGES[target]}, "
                f"but “{unit}” is of stage {STAGES[unit]}"
            )
    return sentences


def both_ways(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the pairs of modules that import each other, each pair once."""
    known = set(pairs)
    return sorted((a, b) for a, b in known if a < b and (b, a) in known)


def _files() -> list[Path]:
    return sorted((ROOT / PACKAGE).rglob("*.py"))


def _module(path: Path) -> tuple[str, bool]:
    parts = path.relative_to(ROOT).with_suffix("").parts
    is_package = parts[-1] == "__init__"
    return ".".join(parts[:-1] if is_package else parts), is_package


def test_every_import_runs_one_way() -> None:
    found = []
    for path in _files():
        module, is_package = _module(path)
        where = path.relative_to(ROOT).as_posix()
        found += faults(where, module, path.read_text(encoding="utf-8"), is_package=is_package)
    assert not found, "\n" + "\n".join(found)


def test_modules_of_one_stage_do_not_import_each_other_both_ways() -> None:
    pairs = set()
    for path in _files():
        module, is_package = _module(path)
        package = module if is_package else module.rpartition(".")[0]
        for item in imports(path.read_text(encoding="utf-8"), package):
            pairs.add((unit_of(module), unit_of(item.module)))
    assert not both_ways((a, b) for a, b in pairs if a != b and "__init__" not in {a, b})


def test_there_is_something_to_check() -> None:
    assert {"errors", "model", "extract", "graph"} <= {unit_of(_module(p)[0]) for p in _files()}


def test_two_modules_that_import_each_other_are_found() -> None:
    assert both_ways([("rules", "store"), ("store", "rules"), ("rules", "iris")]) == [
        ("rules", "store")
    ]


@pytest.mark.parametrize(
    ("module", "source", "said"),
    [
        ("extract.money", "from sctbv_graph.graph import node", "of stage 4"),
        ("extract.money", "from ..graph import node", "of stage 4"),
        ("extract.money", "from .. import graph", "of stage 4"),
        ("extract.money", "import sctbv_graph.audit.rules as r", "of stage 8"),
        ("read.text", "def f():\n    from sctbv_graph import query", "of stage 7"),
        ("model", "if TYPE_CHECKING:\n    from sctbv_graph.read import Block", "of stage 2"),
        ("model", "import importlib\nimportlib.import_module('sctbv_graph.store')", "of stage 5"),
        ("extract.money", "import rdflib.namespace", "must not know “rdflib”"),
        ("extract.money", "from pyoxigraph import Quad", "must not know “pyoxigraph”"),
        ("graph", "import re", "must not know “re”"),
        ("validate", "from urllib.request import urlopen", "must not know “urllib.request”"),
        ("publish.site", "from sctbv_graph.web import app", "nothing imports “web”"),
        ("query", "from sctbv_graph.cli import main", "nothing imports “cli”"),
        ("web.app", "from sctbv_graph.cli import main", "nothing imports “cli”"),
        ("cli", "from sctbv_graph.web import run", "nothing imports “web”"),
        ("cli", "def ask():\n    from sctbv_graph.web import run", "nothing imports “web”"),
        ("cli", "def _serve():\n    from sctbv_graph.web.app import run", "nothing imports “web”"),
        ("__main__", "from sctbv_graph.web import run", "nothing imports “web”"),
        ("web", "def _serve():\n    import sctbv_graph.cli", "nothing imports “cli”"),
        ("brandnew", "", "is in no stage"),
        ("query", "import sctbv_graph.brandnew", "is in no stage"),
    ],
)
def test_an_import_against_the_order_is_reported(module: str, source: str, said: str) -> None:
    sentences = faults("there.py", f"{PACKAGE}.{module}", source)
    assert len(sentences) == 1
    assert sentences[0].startswith("there.py")
    assert said in sentences[0]


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("extract.money", "import re\nfrom sctbv_graph.vietnamese.numbers import parse_number"),
        ("extract.money", "from sctbv_graph.extract.knowledge import Lexicon"),
        ("graph", "import pyoxigraph\nfrom sctbv_graph import __version__, iris"),
        ("validate", "from urllib.parse import quote\nfrom sctbv_graph.shacl import compiled"),
        ("cli", "def _serve():\n    from sctbv_graph.web import run"),
        ("__main__", "from sctbv_graph.cli import main"),
        ("web.app", "from sctbv_graph.publish import site\nfrom sctbv_graph.web import pages"),
    ],
)
def test_an_import_along_the_order_is_not(module: str, source: str) -> None:
    assert faults("there.py", f"{PACKAGE}.{module}", source) == []
