"""The folder of a site: nothing that is not ours is touched, nothing is written twice."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from sctbv_graph.errors import InputError
from sctbv_graph.publish.writing import JOURNAL, LISTING, write_folder

FIRST = {"index.html": b"<h1>", "page/a/index.html": b"a", "data/a.ttl": b"<a> <b> <c> ."}


def held(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != LISTING
    }


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_folder(tmp_path / "site", FIRST.items())
    return tmp_path / "site"


def test_a_first_run_writes_all_and_a_second_touches_nothing(site: Path) -> None:
    assert held(site) == FIRST
    before = {path: path.stat().st_mtime_ns for path in site.rglob("*")}
    made = write_folder(site, FIRST.items())
    assert (made.new, made.changed, made.same, made.removed) == (0, 0, 3, 0)
    assert {path: path.stat().st_mtime_ns for path in site.rglob("*") if path != site} == before


def test_only_what_changed_is_written_and_what_is_no_longer_due_goes(site: Path) -> None:
    """The folder that a removed file leaves empty goes with it."""
    stays = (site / "index.html").stat().st_mtime_ns
    made = write_folder(site, [("index.html", b"<h1>"), ("data/a.ttl", b""), ("b", b"b")])
    assert (made.new, made.changed, made.same, made.removed) == (1, 1, 1, 1)
    assert held(site) == {"index.html": b"<h1>", "data/a.ttl": b"", "b": b"b"}
    assert (site / "index.html").stat().st_mtime_ns == stays
    assert not (site / "page").exists()


def test_a_content_that_lies_in_a_file_is_taken_from_there(site: Path, tmp_path: Path) -> None:
    """As one in memory: new, changed, the same, and not over a file of somebody else."""
    large = tmp_path / "large"
    large.write_bytes(b"<h1>" * 1_000_000)
    (site / "CNAME").write_bytes(b"example.org")
    due = {**FIRST, "index.html": large, "b/large.json": large, "CNAME": large}
    made = write_folder(site, due.items())
    assert (made.new, made.changed, made.same, made.kept) == (1, 1, 2, ("CNAME",))
    whole = large.read_bytes()
    ours = {**FIRST, "index.html": whole, "b/large.json": whole}
    assert held(site) == {**ours, "CNAME": b"example.org"}
    assert f"{hashlib.sha256(whole).hexdigest()}  b/large.json\n" in (site / LISTING).read_text()
    stays = (site / "b/large.json").stat().st_mtime_ns
    again = write_folder(site, due.items())
    assert (again.new, again.changed, again.same) == (0, 0, 4)
    assert (site / "b/large.json").stat().st_mtime_ns == stays
    assert held(site) == {**ours, "CNAME": b"example.org"}


def test_the_listing_is_one_that_sha256sum_reads(site: Path) -> None:
    lines = (site / LISTING).read_text(encoding="utf-8").splitlines()
    assert lines == sorted(lines, key=lambda line: line[66:])
    for line in lines:
        assert hashlib.sha256((site / line[66:]).read_bytes()).hexdigest() == line[:64]
    subprocess.run(["sha256sum", "--check", "--quiet", LISTING], cwd=site, check=True)


def test_foreign_files_stay(site: Path) -> None:
    """A file of somebody else stays, even where one of ours would go, and that is told."""
    (site / "CNAME").write_bytes(b"example.org")
    (site / "page/b").mkdir()
    (site / "page/b/index.html").write_bytes(b"mine")
    made = write_folder(site, [*FIRST.items(), ("page/b/index.html", b"ours")])
    assert made.kept == ("page/b/index.html",)
    assert held(site) == {**FIRST, "CNAME": b"example.org", "page/b/index.html": b"mine"}
    write_folder(site, [])
    assert held(site) == {"CNAME": b"example.org", "page/b/index.html": b"mine"}


def test_a_file_that_somebody_changed_is_not_removed(site: Path) -> None:
    (site / "data/a.ttl").write_bytes(b"changed by hand")
    made = write_folder(site, [("index.html", b"<h1>")])
    assert made.kept == ("data/a.ttl",)
    assert (site / "data/a.ttl").read_bytes() == b"changed by hand"


def test_a_run_that_broke_off_is_taken_up(site: Path, tmp_path: Path) -> None:
    """What it had written is known as ours, in a new folder as well as in an old one."""

    def breaks() -> Iterator[tuple[str, bytes]]:
        yield "new.html", b"new"
        raise InputError("đứt", "broken")

    for folder in (site, tmp_path / "other"):
        with pytest.raises(InputError):
            write_folder(folder, breaks())
        assert (folder / "new.html").read_bytes() == b"new"
        made = write_folder(folder, [("index.html", b"<h2>")])
        assert held(folder) == {"index.html": b"<h2>"}
        assert made.kept == ()
        assert not (folder / JOURNAL).exists()


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"jpg")
    with pytest.raises(InputError) as said:
        write_folder(tmp_path, FIRST.items())
    assert str(tmp_path) in said.value.vi
    assert "-o" in said.value.en
    assert held(tmp_path) == {"photo.jpg": b"jpg"}


def test_a_broken_listing_and_a_file_are_refused(site: Path, tmp_path: Path) -> None:
    (site / LISTING).write_text("not a hash\n", encoding="utf-8")
    with pytest.raises(InputError, match=LISTING):
        write_folder(site, [])
    assert held(site) == FIRST
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InputError, match="file"):
        write_folder(tmp_path / "file", [])


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "", LISTING])
def test_a_path_never_leads_outside(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="path"):
        write_folder(tmp_path / "site", [(name, b"")])


def test_two_files_of_one_path_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="two files"):
        write_folder(tmp_path / "site", [("a", b"1"), ("a", b"2")])
