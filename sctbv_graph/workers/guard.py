"""What a worker takes from itself before it sees a stranger's query: network, memory, time.

The queries are looked at before they run; this stands where that look might fail. Linux only;
elsewhere the time limit and the look are what there is.
"""

from __future__ import annotations

import contextlib
import ctypes
import math
import platform
import struct
import sys
from pathlib import Path

_SOCKETS = {"x86_64": (0xC000003E, 41, 53, 425), "aarch64": (0xC00000B7, 198, 199, 425)}
"""Of a processor: its audit number, and its calls socket, socketpair and io_uring_setup."""
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000 | 13, 0x80000000
_X32 = 0x40000000


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def no_network() -> bool:
    """Let this process open no socket any more (seccomp); tell whether the system could."""
    numbers = _SOCKETS.get(platform.machine())
    if sys.platform != "linux" or numbers is None:
        return False
    architecture, *calls = numbers
    lines = [
        (_LOAD, 0, 0, 4),  # the architecture of a call
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),  # its number
        (_AT_LEAST, len(calls), 0, _X32),  # the other numbering of x86-64
        *((_EQUAL, len(calls) - 1 - i, 0, call) for i, call in enumerate(calls)),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    ]
    # From the test of the numbering the refusal is one line further on.
    lines[4] = (_AT_LEAST, len(calls) + 1, 0, _X32)
    for i in range(len(calls)):
        lines[5 + i] = (_EQUAL, len(calls) - i, 0, calls[i])
    packed = b"".join(struct.pack("HBBI", *line) for line in lines)
    program = _Program(len(lines), packed)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def limit_memory(megabytes: int) -> None:
    """Let this process take so much more memory than it has now; then it is ended."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def limit_processor(seconds: float) -> None:
    """Let this process compute so much longer: it ends by itself where nobody ends it."""
    if sys.platform == "win32":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        used = resource.getrusage(resource.RUSAGE_SELF)
        # Several threads of one query count together.
        most = math.ceil(used.ru_utime + used.ru_stime + 2 * seconds) + 5
        resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
