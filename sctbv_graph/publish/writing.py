"""A folder of files that a program keeps: only what changed is written, only its own is removed.

The list of the files with their hashes lies in the folder itself (`LISTING`, as ``sha256sum -c``
reads it). While a run is under way, `JOURNAL` names what it has written so far, so that a run
that was broken off leaves nothing that the next one does not know as its own.
"""

from __future__ import annotations

import filecmp
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import IO, TextIO

from sctbv_graph.errors import InputError
from sctbv_graph.files import write_beside

LISTING = "sctbv-site.sha256"
JOURNAL = "sctbv-site.partial"
_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")


@dataclass(frozen=True, slots=True)
class Written:
    """How many files a run found new, changed, the same and no longer due.

    ``kept`` are files that are not ours: in the way of one that is due, or changed by somebody
    since they were written and no longer due. They stay as they are.
    """

    new: int
    changed: int
    same: int
    removed: int
    kept: tuple[str, ...]

    @property
    def total(self) -> int:
        """The number of files of the site."""
        return self.new + self.changed + self.same


def write_folder(folder: Path, files: Iterable[tuple[str, bytes | Path]]) -> Written:
    """Bring a folder to hold just ``files`` (relative path with slashes, content) of ours.

    A content that is a `Path` lies in that file, which stays.

    Raises `InputError` where the folder holds other things and no listing of ours, and
    ``ValueError`` where two files have one path or a path leads outside.
    """
    old = known_files(folder)
    journal = folder / JOURNAL
    seen: set[int] = set()
    kept: list[str] = []
    fresh: dict[str, bool] = {}
    new = changed = 0
    with _begun(journal) as begun, tempfile.TemporaryFile() as noted:
        for name, data in files:
            path = _inside(folder, name)
            if (mark := hash(name)) in seen and name in map(_name_in, _listed(noted)):
                raise ValueError(f"two files have the path {name!r}")
            seen.add(mark)
            within = name.rpartition("/")[0]
            if within not in fresh:
                fresh[within] = _makes_folder(folder, within)
            same = None if fresh[within] else _same(path, data)
            if same is False and name not in old:
                kept.append(name)
                continue
            noted.write(_line_of(name, _sha256(data)))
            if same:
                continue
            begun.write(f"{name}\n")
            _write(path, data)
            new, changed = (new + 1, changed) if same is None else (new, changed + 1)
        listed = _listed(noted)
    made = {_name_in(line) for line in listed}
    gone = [name for name in sorted(old.keys() - made) if (folder / name).is_file()]
    strange = [name for name in gone if not _remove(folder, name, old[name])]
    if not _stands(folder / LISTING, listed):
        write_beside(folder / LISTING, b"".join(listed))
    journal.unlink()
    same_ones = len(made) - new - changed
    return Written(new, changed, same_ones, len(gone) - len(strange), tuple(sorted(kept + strange)))


def _line_of(name: str, sha256: bytes) -> bytes:
    """Return the line of a file in the listing."""
    return f"{sha256.hex()}  {name}\n".encode()


def _name_in(line: bytes) -> str:
    return line[2 * hashlib.sha256().digest_size + 2 : -1].decode()


def _listed(noted: IO[bytes]) -> list[bytes]:
    """Return the lines that were noted, sorted by name.

    While the files are written they lie in a file: of very many they are some 70 MB in memory.
    """
    noted.seek(0)
    return sorted(noted, key=_name_in)


def _stands(path: Path, lines: Iterable[bytes]) -> bool:
    """Tell whether a file holds just these lines."""
    try:
        with path.open("rb") as file:
            return all(line == there for line, there in zip_longest(lines, file))
    except FileNotFoundError:
        return False


def _begun(journal: Path) -> TextIO:
    try:
        journal.parent.mkdir(parents=True, exist_ok=True)
        return journal.open("a", encoding="utf-8", newline="\n", buffering=1)
    except OSError as error:
        raise InputError(
            f"Không ghi được vào “{journal.parent}” ({error.strerror}); "
            "hãy chọn nơi khác hoặc kiểm tra quyền ghi.",
            f"“{journal.parent}” cannot be written to ({error.strerror}); "
            "choose another place or check rights.",
        ) from None


def known_files(folder: Path) -> dict[str, bytes]:
    """Return the files that are ours with their SHA-256, b"" where a run was broken off."""
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"“{folder}” là tệp, không phải thư mục; hãy chọn thư mục khác (-o).",
            f"“{folder}” is a file, no folder; choose another folder (-o).",
        )
    listing, journal = folder / LISTING, folder / JOURNAL
    ours = listing.is_file() or journal.is_file()
    if not ours and folder.is_dir() and any(folder.iterdir()):
        raise InputError(
            f"Thư mục “{folder}” đã có tệp khác, không phải do sctbv publish viết; "
            "hãy chọn thư mục trống hoặc chưa có (-o).",
            f"The folder “{folder}” holds other files that sctbv publish did not write; "
            "choose an empty or a new folder (-o).",
        )
    known = dict.fromkeys((line.rstrip("\n") for line in _lines(journal)), b"")
    for line in _lines(listing):
        found = _LINE.fullmatch(line.rstrip("\n"))
        if found is None:
            raise InputError(
                f"Danh sách “{listing}” đã hỏng, nên không biết tệp nào là của trang; "
                "hãy chọn thư mục khác (-o).",
                f"The listing “{listing}” is broken, so nobody knows which files are "
                "the site's; choose another folder (-o).",
            )
        known.setdefault(found[2], bytes.fromhex(found[1]))
    return known


def _makes_folder(folder: Path, within: str) -> bool:
    """Make a folder for files where it is missing; tell whether it was, so that it holds none.

    Where it cannot be made, whoever writes into it is told why.
    """
    path = folder / within
    if path.is_dir():
        return False
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return True


def _same(path: str, data: bytes | Path) -> bool | None:
    """Tell whether a file holds just this, ``None`` where there is none."""
    try:
        if isinstance(data, Path):
            return filecmp.cmp(path, data, shallow=False)
        with open(path, "rb") as file:  # noqa: PTH123  as quick as it gets
            return file.read() == data
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return None


def _sha256(data: bytes | Path) -> bytes:
    if isinstance(data, bytes):
        return hashlib.sha256(data).digest()
    with data.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _write(path: str, data: bytes | Path) -> None:
    """Write a file beside its place and rename it; with very many files each call counts.

    Raises as `write_beside`, which does the same with more care, where it cannot be done.
    """
    within, _, name = path.rpartition("/")
    beside = f"{within}/.{name}.{os.getpid()}"
    try:
        if isinstance(data, Path):
            shutil.copyfile(data, beside)
        else:
            with open(beside, "wb") as file:  # noqa: PTH123
                file.write(data)
        os.replace(beside, path)  # noqa: PTH105
    except OSError:
        with suppress(OSError):
            os.unlink(beside)  # noqa: PTH108
        write_beside(Path(path), data.read_bytes() if isinstance(data, Path) else data)


def _inside(folder: Path, name: str) -> str:
    """Return the path of a file of the site, with slashes; ``ValueError`` where it is none."""
    parts = name.split("/")
    if not all(parts) or ".." in parts or "." in parts or name in (LISTING, JOURNAL):
        raise ValueError(f"no path of a file of the site: {name!r}")
    return f"{folder.as_posix()}/{name}"


def _remove(folder: Path, name: str, mark: bytes) -> bool:
    """Remove a file that is ours, and folders that it leaves empty; not one changed since."""
    path = folder / name
    if mark and hashlib.sha256(path.read_bytes()).digest() != mark:
        return False
    path.unlink()
    for parent in path.parents:
        if parent == folder or any(parent.iterdir()):
            break
        parent.rmdir()
    return True


def _lines(path: Path) -> Iterator[str]:
    """Yield the lines of a file, none where there is none."""
    if path.is_file():
        with path.open(encoding="utf-8", newline="") as file:
            yield from file
