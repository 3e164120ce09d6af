"""How a query or an update may end other than with an answer, in two sentences."""

from __future__ import annotations

from sctbv_graph.workers.evaluate import Done
from sctbv_graph.workers.settings import Limits

QUERY, UPDATE = "query", "update"
_BUSY = (
    "Máy chủ đang bận; hãy thử lại sau vài giây.",
    "The server is busy; try again in a few seconds.",
)
_SENTENCES = {
    (QUERY, "time"): (
        "Truy vấn chạy quá {seconds} giây nên đã bị dừng; hãy thêm điều kiện.",
        "The query took more than {seconds} s and was stopped; narrow it down.",
    ),
    (QUERY, "memory"): (
        "Truy vấn cần quá {memory} MB bộ nhớ nên đã bị dừng; hãy thêm điều kiện.",
        "The query needs over {memory} MB of memory and was stopped; narrow it down.",
    ),
    (QUERY, "busy"): _BUSY,
    (QUERY, "failed"): (
        "Tiến trình truy vấn dừng bất thường; hãy thử lại.",
        "The process of the query ended unexpectedly; try again.",
    ),
    (UPDATE, "time"): (
        "Lệnh cập nhật chạy quá {seconds} giây nên đã bị dừng, không có gì được ghi; hãy chia nhỏ.",
        "The update took more than {seconds} s and was stopped, nothing was written; split it.",
    ),
    (UPDATE, "memory"): (
        "Lệnh cập nhật cần quá {memory} MB bộ nhớ nên đã bị dừng, không có gì được ghi.",
        "The update needs over {memory} MB of memory and was stopped, nothing was written.",
    ),
    (UPDATE, "busy"): _BUSY,
    (UPDATE, "failed"): (
        "Tiến trình thử lệnh cập nhật dừng bất thường, không có gì được ghi; hãy thử lại.",
        "The process that tried the update ended unexpectedly, nothing was written; try again.",
    ),
}


def said(done: Done, what: str, limits: Limits) -> Done:
    """Return how a `QUERY` or an `UPDATE` ended, with its sentences.

    One that ended well, or says by itself what is wrong with it, stays as it is.
    """
    if done.status in ("ok", "query"):
        return done
    vi, en = _SENTENCES.get((what, done.status), _SENTENCES[what, "failed"])
    seconds = limits.seconds if what == QUERY else limits.update
    values = {"seconds": f"{seconds:g}", "memory": limits.memory}
    return Done(done.status, vi.format(**values), en.format(**values))
