"""Writing files so that nothing is lost: beside, then renamed; one program at a time."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sctbv_graph.errors import SctbvError


def write_beside(path: Path, data: bytes) -> None:
    """Replace ``path`` by ``data`` in one step; the old file stays whole until then.

    Raises `SctbvError` with the folder's name where it cannot be written.
    """
    temporary: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise SctbvError(
            f"Không ghi được “{path}” ({error.strerror}); "
            "hãy chọn nơi khác hoặc kiểm tra quyền ghi.",
            f"“{path}” cannot be written ({error.strerror}); choose another place or check rights.",
        ) from None


@contextmanager
def alone(path: Path, waiting: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Wait until no other program is in here with the same ``path``, a file made for this.

    ``waiting`` is called where there is one. The system lets go of the lock when the program ends,
    however it ends. Raises `SctbvError` where the file cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise SctbvError(
            f"Không ghi được “{path}” ({error.strerror}); "
            "hãy chọn nơi khác hoặc kiểm tra quyền ghi.",
            f"“{path}” cannot be written ({error.strerror}); choose another place or check rights.",
        ) from None
    try:
        if not _locked(handle):
            waiting()
            _lock(handle)
        yield
    finally:
        os.close(handle)


if sys.platform == "win32":
    import msvcrt
    import time

    def _locked(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _lock(handle: int) -> None:
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # gives up after ten seconds
            except OSError:
                time.sleep(0.1)
            else:
                return
else:
    import fcntl

    def _locked(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX)
