"""One query evaluated and written, within limits that are announced: no more, no HTTP.

It runs where the store is: in the server for who may, in a worker process for strangers.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from itertools import islice
from xml.sax.saxutils import quoteattr

import pyoxigraph as ox

from sctbv_graph.errors import LimitError, QueryError, RemoteError, SctbvError
from sctbv_graph.results import GRAPHS, MEDIA, TABLES, serialize_graph
from sctbv_graph.store import Store, check_allowed
from sctbv_graph.workers.window import windowed

MAX_ROWS = 20_000
"""Rows or statements of one answer; the rest is at the address that the answer names."""
MAX_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Job:
    """One query to evaluate, in which format, and which part of the answer is wanted.

    ``rest`` is the address of the following part, told in the answer where there is one.
    """

    query: str
    graphs: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None
    format: str = "json"
    offset: int = 0
    rows: int = MAX_ROWS
    rest: str = ""
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a query: "ok", or what went wrong and its two sentences.

    Other values of ``status``: "query" (the query is wrong or asks too much), "time", "memory",
    "busy", "failed", "store" (a store at another server cannot be used). ``truncated`` says that
    there is more than the answer holds.
    """

    status: str = "ok"
    vi: str = ""
    en: str = ""
    media: str = ""
    truncated: bool = False


class _Capped(io.BytesIO):
    """A buffer that takes no more than an answer may hold."""

    def write(self, data: object, /) -> int:
        """Take a piece; `OSError` where it is too much, which ends the writing."""
        if self.tell() + len(data) > MAX_BYTES:  # type: ignore[arg-type]
            raise OSError(_TOO_LARGE)
        return super().write(data)  # type: ignore[arg-type]


_TOO_LARGE = "answer too large"


def evaluate(store: Store, job: Job) -> tuple[Done, bytes]:
    """Evaluate and write a query; errors come back as words, never raised."""
    try:
        form = check_allowed(job.query)
        if form in ("CONSTRUCT", "DESCRIBE"):
            return _graph(store, job)
        if form == "ASK":
            return _boolean(store, job)
        return _table(store, job)
    except LimitError as error:  # a store at another server has limits of its own
        status = error.kind if error.kind in ("time", "memory", "busy") else "query"
        return Done(status, error.vi, error.en), b""
    except RemoteError as error:
        return Done("store", error.vi, error.en), b""
    except SctbvError as error:
        return Done("query", error.vi, error.en), b""
    except (OSError, RuntimeError, ValueError) as error:  # while rows are drawn
        if _TOO_LARGE in str(error):
            megabytes = MAX_BYTES // 2**20
            return Done(
                "query",
                f"Kết quả lớn hơn {megabytes} MB; hãy thêm LIMIT hoặc chọn ít cột hơn.",
                f"The answer is over {megabytes} MB; add a LIMIT or choose fewer columns.",
            ), b""
        return Done("query", f"Truy vấn dừng vì lỗi: {error}.", f"The query stopped: {error}."), b""


def _graph(store: Store, job: Job) -> tuple[Done, bytes]:
    results = store.query(job.query, job.graphs, job.named, job.base)
    if not isinstance(results, ox.QueryTriples) or job.format not in GRAPHS:
        raise _unfit(job.format)
    triples = list(islice(results, job.offset, job.offset + job.rows + 1))
    body = serialize_graph(triples[: job.rows], job.format)
    if len(body) > MAX_BYTES:
        raise OSError(_TOO_LARGE)
    return Done(media=MEDIA[job.format], truncated=len(triples) > job.rows), body


def _boolean(store: Store, job: Job) -> tuple[Done, bytes]:
    results = store.query(job.query, job.graphs, job.named, job.base)
    if not isinstance(results, ox.QueryBoolean) or job.format not in ("json", "xml"):
        raise _unfit(job.format)
    return Done(media=MEDIA[job.format]), results.serialize(format=TABLES[job.format]) or b""


def _table(store: Store, job: Job) -> tuple[Done, bytes]:
    """Write the wanted part of a table: the engine itself counts, by a LIMIT that is put in."""
    if job.format not in TABLES:
        raise _unfit(job.format)
    part = windowed(job.query, job.offset, job.rows)
    buffer = _Capped()
    if part is None:  # nothing of the answer is left
        part = windowed(job.query, 0, 0) or job.query
    results = _solutions(store, job, part)
    results.serialize(buffer, format=TABLES[job.format])
    body = buffer.getvalue()
    more = _may_be_full(body, job) and _has_more(store, job)
    if more and job.rest:
        body = _with_link(body, job)
    return Done(media=MEDIA[job.format], truncated=more), body


def _solutions(store: Store, job: Job, part: str) -> ox.QuerySolutions:
    try:
        results = store.query(part, job.graphs, job.named, job.base)
    except QueryError:
        store.query(
            job.query, job.graphs, job.named, job.base
        )  # tells the place in the query as it was sent
        raise
    if not isinstance(results, ox.QuerySolutions):
        raise _unfit(job.format)
    return results


_ROW_ENDS = {"json": b"},{", "xml": b"<result>", "csv": b"\r\n", "tsv": b"\n"}


def _may_be_full(body: bytes, job: Job) -> bool:
    """Tell whether an answer may have as many rows as it may at most; a text may look like more."""
    found = body.count(_ROW_ENDS[job.format])
    return found + 1 >= job.rows


def _has_more(store: Store, job: Job) -> bool:
    following = windowed(job.query, job.offset + job.rows, 1)
    return following is not None and any(True for _ in _solutions(store, job, following))


def _with_link(body: bytes, job: Job) -> bytes:
    """Return a table that names the address of its rest, where the format has a place for it."""
    if job.format == "json":
        link = job.rest.replace("\\", "%5C").replace('"', "%22")
        return body.replace(b'{"head":{', f'{{"head":{{"link":["{link}"],'.encode(), 1)
    if job.format == "xml":
        return body.replace(b"</head>", f"<link href={quoteattr(job.rest)}/></head>".encode(), 1)
    return body


def _unfit(name: str) -> QueryError:
    return QueryError(
        f"Loại truy vấn này không trả về được “{name}”.",
        f"This form of query cannot be answered as “{name}”.",
    )
