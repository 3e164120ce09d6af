"""The address of an answer: everything that is needed to ask it again and to compare.

``/answers/{id}`` keeps nothing on a server. The id holds the question, its parameters (or a user's
own query), the version of the data, the SHA-256 of the canonical result, a mark of the query's
text and, for answers of up to `MARKED_ROWS` rows, a short mark of every row, so that a later
answer can be compared row by row. An id says what was claimed when it was made; whoever opens it
sees whether the data still gives that. It is no signature: anybody can make up an id.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sctbv_graph.errors import UnknownQuestionError
from sctbv_graph.query.answers import Answer, answer, answer_query
from sctbv_graph.query.catalogue import OWN, load_questions
from sctbv_graph.query.rows import canonical_rows, result_hash
from sctbv_graph.store import Store

MARKED_ROWS = 150
_MARK = 4
"""Bytes of a row's mark; two rows of one answer share one by chance about once in 400,000 ids."""
_MOST = 200_000
"""Longest header read from an id, in bytes: an id from outside may unpack to anything."""


@dataclass(frozen=True, slots=True)
class Address:
    """What an id says."""

    name: str
    parameters: Mapping[str, str]
    query: str
    data_version: str
    sha256: str
    asked: str
    """Mark of the text of the query, which may be mended later."""
    rows: int
    marks: tuple[bytes, ...] | None


@dataclass(frozen=True, slots=True)
class Changes:
    """An answer of now beside the one that was cited.

    ``added`` holds indexes of rows that were not there; ``removed`` counts rows that are gone.
    Both are ``None`` where the id holds no marks (more than `MARKED_ROWS` rows).
    """

    same: bool
    same_data: bool
    same_query: bool
    rows_then: int
    added: tuple[int, ...] | None
    removed: int | None


def _mark_of(query: str) -> str:
    return hashlib.sha256(query.encode()).hexdigest()[:8]


def _mark(line: str) -> bytes:
    return hashlib.sha256(line.encode()).digest()[:_MARK]


def _row_marks(found: Answer) -> list[bytes]:
    return [_mark(canonical_rows(found.columns, (row,))[0]) for row in found.rows]


def answer_id(found: Answer, data_version: str) -> str:
    """Return the id of an answer: the name of its question, a full stop, and the rest encoded."""
    own = found.question.name == OWN
    header = {
        "p": dict(sorted(found.bound.items())),
        "v": data_version,
        "q": _mark_of(found.question.query),
        "n": len(found.rows),
        **({"s": found.query} if own else {}),
    }
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    packed = zlib.compress(text.encode(), 9)
    body = len(packed).to_bytes(3, "big") + packed
    body += bytes.fromhex(result_hash(found.columns, found.rows))
    if len(found.rows) <= MARKED_ROWS:
        body += b"".join(sorted(_row_marks(found)))
    return f"{found.question.name}.{base64.urlsafe_b64encode(body).decode().rstrip('=')}"


def _parts(name: str, coded: str) -> Address:
    """Decode an id; raises `ValueError` and the like on whatever is no id."""
    body = base64.b64decode(coded + "=" * (-len(coded) % 4), altchars=b"-_", validate=True)
    size = int.from_bytes(body[:3], "big")
    unpacker = zlib.decompressobj()
    header = json.loads(unpacker.decompress(body[3 : 3 + size], _MOST))
    sha256, marks = body[3 + size : 35 + size], body[35 + size :]
    rows = int(header["n"])
    cut = tuple(marks[at : at + _MARK] for at in range(0, len(marks), _MARK))
    expected = rows * _MARK if rows <= MARKED_ROWS else 0
    known = name in load_questions() or name == OWN
    if len(sha256) != 32 or len(marks) != expected or unpacker.unconsumed_tail or not known:
        raise ValueError("no whole id")
    return Address(
        name,
        {str(key): str(value) for key, value in header["p"].items()},
        str(header.get("s", "")),
        str(header["v"]),
        sha256.hex(),
        str(header["q"]),
        rows,
        cut if rows <= MARKED_ROWS else None,
    )


def read_id(id_: str) -> Address:
    """Take an id apart; `UnknownQuestionError` where it is none."""
    name, _, coded = id_.partition(".")
    try:
        return _parts(name, coded)
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error, binascii.Error):
        shown = id_ if len(id_) <= 40 else id_[:40] + "…"
        raise UnknownQuestionError(
            f"Địa chỉ câu trả lời “{shown}” bị cắt hoặc sửa; hãy chép lại cả địa chỉ.",
            f"The address of the answer “{shown}” is cut off or altered; copy the whole of it.",
        ) from None


def ask_again(store: Store, address: Address, lang: str = "vi") -> Answer:
    """Ask what an address asks, of the data of now; raises as `answer` does."""
    if address.name == OWN:
        return answer_query(store, address.query, True, lang)
    return answer(store, address.name, address.parameters, True, lang)


def compare(address: Address, now: Answer, data_version: str) -> Changes:
    """Say what differs between the answer that was cited and the one of now."""
    same = result_hash(now.columns, now.rows) == address.sha256
    added: tuple[int, ...] | None = None
    removed: int | None = None
    if same:
        added, removed = (), 0
    elif address.marks is not None:
        left = Counter(address.marks)
        new = []
        for index, mark in enumerate(_row_marks(now)):
            if left[mark]:
                left[mark] -= 1
            else:
                new.append(index)
        added, removed = tuple(new), sum(left.values())
    return Changes(
        same,
        address.data_version == data_version,
        address.asked == _mark_of(now.question.query),
        address.rows,
        added,
        removed,
    )
