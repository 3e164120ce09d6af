"""The process that audits files of strangers: ``python -m sctbv_graph.web.audit_worker``.

It reads jobs from its standard input and answers on its standard output, a frame each, and keeps
nothing of one job for the next. It is ended from outside when a job takes too long, so it needs
no signal and runs on every system.
"""

from __future__ import annotations

import contextlib
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from sctbv_graph import processes
from sctbv_graph.errors import InputError, SctbvError
from sctbv_graph.later import keeping, let_go_later
from sctbv_graph.settings import Settings
from sctbv_graph.vietnamese.fold import forget
from sctbv_graph.workers.frames import own_streams, read_frame, write_frame

REASONER_SECONDS = 15.0
"""How long the reasoner may take: half of what a whole audit may, so that a report always comes."""
_ENDED_BY = 24.0
"""When the reasoner is ended at the latest: it is a process of its own and would outlive this."""


@dataclass(frozen=True, slots=True)
class Job:
    """One audit to do: the file's name, how it is asked for, in which formats it is wanted."""

    name: str
    profile: str
    lang: str
    formats: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a job.

    ``status`` is "ok", "input" (the file cannot be used; ``vi`` and ``en`` say why) or "failed".
    ``lengths`` are the sizes of the written formats, which follow one another in the body.
    """

    status: str
    vi: str = ""
    en: str = ""
    verdict: str = ""
    lengths: tuple[int, ...] = ()


def answer(job: Job, data: bytes, settings: Settings) -> tuple[Done, bytes]:
    """Audit a file's bytes; what is wrong with it comes back as words, never raised."""
    from sctbv_graph.audit import audit_document
    from sctbv_graph.audit.filling import Filling
    from sctbv_graph.audit.writers import FORMATS
    from sctbv_graph.corpus import build_on_reference
    from sctbv_graph.read.open import read_bytes
    from sctbv_graph.reference import load_knowledge
    from sctbv_graph.registers import standing_quads

    begun = time.monotonic()
    try:
        knowledge = load_knowledge(settings.data_folders)
        with Filling(standing_quads(knowledge)) as filling:
            built, reference = build_on_reference(
                read_bytes(data, job.name), knowledge, telling=filling.tell
            )
            left = max(1.0, _ENDED_BY - (time.monotonic() - begun))
            seconds = min(REASONER_SECONDS, left)
            report = audit_document(
                built, reference, job.profile, reasoner_seconds=seconds, filling=filling
            )
        let_go_later(filling, built, reference, report)
        written = [
            FORMATS[name].write(report, job.lang, False, data)
            for name in job.formats
            if not FORMATS[name].of_word or report.source.format == "docx"
        ]
    except InputError as error:
        return Done("input", error.vi, error.en), b""
    except SctbvError as error:
        return Done("failed", error.vi, error.en), b""
    except (Exception, RecursionError) as error:  # noqa: BLE001  a stranger's file must end no worker
        # The words of an unforeseen error may hold words of the draft: only its kind is told.
        kind = type(error).__name__
        return Done(
            "failed",
            f"Chương trình gặp lỗi ({kind}) khi kiểm tra tệp này.",
            f"The program failed ({kind}) on this file.",
        ), b""
    verdict = "fail" if report.fails() else "pass"
    return Done("ok", verdict=verdict, lengths=tuple(map(len, written))), b"".join(written)


def main() -> None:
    """Answer jobs until the input ends; the first argument is the workspace, if any."""
    settings = Settings(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
    incoming, outgoing = own_streams()
    warm_up(settings)
    settle()
    write_frame(outgoing, {"ready": True})
    with contextlib.suppress(BrokenPipeError):
        while (frame := read_frame(incoming)) is not None:
            head, data = frame
            head["formats"] = tuple(head["formats"])
            with keeping():
                done, body = answer(Job(**head), data, settings)
                write_frame(outgoing, asdict(done), body)
            del frame, data, done, body  # of one job nothing is kept for the next
            forget()


def settle() -> None:
    """Make a process that has all it needs, and goes on to audit, lose no time over it.

    Looking for garbage in what is loaded takes a fifth of an audit's time.
    """
    from sctbv_graph.audit.filling import SWITCH_SECONDS

    processes.settle()
    sys.setswitchinterval(SWITCH_SECONDS)


def warm_up(settings: Settings) -> Done:
    """Audit a small plan, so that shapes, registers and readers are loaded before the first job."""
    import sctbv_graph.read.docx  # noqa: F401  what most officers send

    return answer(
        Job("a.txt", "submission", "vi", ("html", "json")), SMALL_PLAN.encode(), settings
    )[0]


SMALL_PLAN = """KẾ HOẠCH
Thực hiện Quyết định số 889/QĐ-TTg ngày 24/6/2020 của Thủ tướng Chính phủ năm 2025
I. MỤC TIÊU
1. Ít nhất 70% doanh nghiệp được phổ biến về sản xuất và tiêu dùng bền vững.
II. NHIỆM VỤ
1. Tuyên truyền về tiêu dùng bền vững.
III. TỔ CHỨC THỰC HIỆN
1. Sở Công Thương chủ trì, phối hợp với Sở Tài chính.
"""
"""A plan with one of each: what an auditor that waits for its first job audits before it."""

if __name__ == "__main__":
    main()
