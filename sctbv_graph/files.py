"""Writing files so that nothing is lost: beside, then renamed."""

from __future__ import annotations

import os
import tempfile
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
