"""What pip installs works by itself: outside the checkout, with nothing but the wheel's files.

The wheel goes into an empty environment; only its dependencies are borrowed from the environment
that runs the tests, so that no network is needed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUNDLED = "sctbv_graph/bundled/"


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Run a program and return its exit code, standard output and standard error."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def must(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    """Run a program that has to succeed and return its standard output."""
    code, out, err = run(*command, cwd=cwd, env=env)
    assert code == 0, f"{command} ended with {code}\n{out}\n{err}"
    return out


def build(folder: Path, *options: str) -> Path:
    """Build into ``folder`` from the checkout and return the wheel."""
    must(
        *(sys.executable, "-m", "build", "--no-isolation", *options, "--outdir", folder, ROOT),
        cwd=folder,
    )
    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("wheel"), "--wheel")


@dataclass(frozen=True)
class Installed:
    """An environment that holds the wheel, and an empty folder to work in."""

    prefix: Path
    folder: Path
    env: dict[str, str]

    def script(self, name: str) -> Path:
        """Return the path of a program of the environment."""
        return Path(self._path("scripts")) / (name + (".exe" if os.name == "nt" else ""))

    @property
    def packages(self) -> Path:
        """The folder that packages are installed into."""
        return Path(self._path("purelib"))

    def _path(self, name: str) -> str:
        base = str(self.prefix)
        return sysconfig.get_path(name, "venv", {"base": base, "platbase": base})

    def sctbv(self, *arguments: str | Path) -> tuple[int, str, str]:
        """Run the installed command."""
        return run(self.script("sctbv"), *arguments, cwd=self.folder, env=self.env)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    base = tmp_path_factory.mktemp("installed")
    (base / "work").mkdir()
    (base / "home").mkdir()
    env = {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(("PYTHON", "SCTBV", "VIRTUAL_ENV", "XDG_"))
    }
    for name in ("HOME", "USERPROFILE", "LOCALAPPDATA"):  # the store goes into a cache under these
        env[name] = str(base / "home")
    it = Installed(base / "venv", base / "work", env)
    venv.create(it.prefix, with_pip=False)
    must(
        *(sys.executable, "-m", "pip", "--python", it.script("python")),
        *("install", "--quiet", "--disable-pip-version-check", "--no-index", "--no-deps", wheel),
        cwd=base,
        env=env,
    )
    # A folder named in a .pth file comes after the environment's own packages, and .pth files in
    # it are not read: an editable install there stays out of sight.
    borrowed = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (it.packages / "borrowed.pth").write_text("\n".join(sorted(borrowed)) + "\n", encoding="utf-8")
    return it


def test_the_wheel_holds_ontology_shapes_data_and_queries(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for pattern in ("ontology/*.ttl", "shapes/*.ttl", "data/*/*", "queries/*/*.rq"):
        assert any(fnmatchcase(name, BUNDLED + pattern) for name in names), pattern
    for folder in ("ontology", "shapes", "data", "queries"):
        here = {
            path.relative_to(ROOT).as_posix()
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and not path.name.startswith(".")
        }
        there = {name.removeprefix(BUNDLED) for name in names if name.startswith(BUNDLED + folder)}
        assert here - there == set()


def test_the_wheel_holds_every_file_of_the_package_and_nothing_of_the_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "sctbv_graph").rglob("*")
        if path.is_file() and not {"__pycache__", "node_modules"} & set(path.parts)
    }
    assert package - names == set()
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"sctbv_graph"}


def test_of_the_tests_the_wheel_holds_the_hygiene_queries_alone(wheel: Path) -> None:
    names = {name.removeprefix(BUNDLED) for name in zipfile.ZipFile(wheel).namelist()}
    names = {name for name in names if name.startswith("tests/")}
    assert names == {f"tests/ontology/{p.name}" for p in (ROOT / "tests/ontology").glob("*.rq")}


def test_a_wheel_made_from_the_source_archive_is_the_same(wheel: Path, tmp_path: Path) -> None:
    assert build(tmp_path).read_bytes() == wheel.read_bytes()


def test_the_package_comes_from_the_wheel(installed: Installed) -> None:
    code = "import sys, sctbv_graph; print(sctbv_graph.__file__, *sys.path, sep='\\n')"
    shown = must(
        installed.script("python"), "-c", code, cwd=installed.folder, env=installed.env
    ).splitlines()
    file, *search = (Path(line).resolve() for line in shown if line)
    assert file.is_relative_to(installed.prefix.resolve())
    assert ROOT not in search


def test_the_installed_command_answers_a_question(installed: Installed) -> None:
    code, out, err = installed.sctbv("ask", "tasks", "--format", "json")
    assert code == 0, err
    assert len(json.loads(out)["rows"]) == 21


def test_the_installed_command_audits_a_text(installed: Installed) -> None:
    source = installed.packages / BUNDLED / "data" / "sources" / "211-KH-UBND.txt"
    copy = installed.folder / source.name
    copy.write_bytes(source.read_bytes())
    code, out, err = installed.sctbv("audit", copy.name)
    assert code == 1, err
    assert "22.773" in out
    assert "18.706" in out
    assert copy.read_bytes() == source.read_bytes()


def test_the_installed_command_checks_an_ontology_of_somebody_else(installed: Installed) -> None:
    path = installed.folder / "theirs.ttl"
    path.write_text(
        "@prefix owl: <http://www.w3.org/2002/07/owl#> . @prefix : <http://example.org/their#> ."
        "<http://example.org/their> a owl:Ontology . :Plan a owl:Class .",
        encoding="utf-8",
    )
    code, out, err = installed.sctbv("check", path.name, "--lang", "en")
    assert code == 1, err
    for item in ("label-missing", "definition-missing", "header-incomplete"):
        assert re.search(rf"^fail +{item}: ", out, flags=re.MULTILINE), out
    assert re.search(r"^pass +profile-rl: ", out, flags=re.MULTILINE), out
    assert "http://example.org/their#Plan" in out
    assert "unused" not in out


def test_the_installed_command_leaves_its_own_files_alone(
    installed: Installed, wheel: Path
) -> None:
    installed.sctbv("ask", "tasks", "--format", "json")
    archive = zipfile.ZipFile(wheel)
    brought = {name: archive.read(name) for name in archive.namelist() if name.startswith(BUNDLED)}
    found = {
        path.relative_to(installed.packages).as_posix(): path.read_bytes()
        for path in (installed.packages / BUNDLED).rglob("*")
        if path.is_file()
    }
    assert sorted(found) == sorted(brought)
    assert [name for name in brought if found[name] != brought[name]] == []


def pins(name: str) -> dict[str, str]:
    """Return what a lock file pins: distribution and its line without hashes."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^([a-z0-9-]+)==([^ \\]+)", text, flags=re.MULTILINE)
    assert len(found) == len(dict(found)) > 0
    return dict(found)


@pytest.mark.parametrize("name", ["requirements-run.lock", "requirements-build.lock"])
def test_the_full_lock_holds_the_smaller_ones_in_the_same_versions(name: str) -> None:
    assert pins(name).items() <= pins("requirements.lock").items()


def test_the_locks_name_hashes_and_no_address() -> None:
    for path in sorted(ROOT.glob("requirements*.lock")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"://|^\s*-(?!-hash=)|@", text, flags=re.MULTILINE), path.name
        assert text.count("--hash=sha256:") >= len(pins(path.name)), path.name
