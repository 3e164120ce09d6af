"""What goes wrong with a store at another server, in sentences that name it."""

from __future__ import annotations

from sctbv_graph.errors import LimitError, QueryError, RemoteError
from sctbv_graph.store.answer import Answer
from sctbv_graph.store.target import BEARER, PASSWORD, USER


def refusal(url: str, answer: Answer, signed: bool) -> Exception:
    """Return what an answer with an error means, as a sentence.

    ``signed`` tells whether credentials were sent.
    """
    host = named(url)
    if answer.status in (401, 403):
        return _closed(host, answer.status, signed)
    if 300 <= answer.status < 400:
        to = answer.headers.get("location", "?")
        return RemoteError(
            f"Kho “{host}” chuyển sang địa chỉ khác ({to}); hãy dùng thẳng địa chỉ ấy.",
            f"The store “{host}” sends on to another address ({to}); name that one.",
        )
    if answer.status in (404, 405):
        return RemoteError(
            f"Ở “{host}” không có cổng SPARQL (mã {answer.status}); hãy kiểm tra địa chỉ.",
            f"There is no such endpoint at “{host}” (status {answer.status}); check its address.",
        )
    if answer.status in (408, 503, 504, 429):
        return LimitError(
            f"Kho “{host}” bận hoặc đã dừng yêu cầu vì quá giờ (mã {answer.status}).",
            f"The store “{host}” is busy or ended the request at its limit "
            f"(status {answer.status}).",
            "busy" if answer.status in (429, 503) else "time",
        )
    if answer.status < 500 or "SPARQL" in answer.said or "Virtuoso" in answer.said:
        return QueryError(
            f"Kho “{host}” không nhận yêu cầu này (mã {answer.status}): {answer.said}.",
            f"The store “{host}” does not take this request (status {answer.status}): "
            f"{answer.said}.",
        )
    return RemoteError(
        f"Kho “{host}” gặp lỗi (mã {answer.status}): {answer.said}.",
        f"The store “{host}” failed (status {answer.status}): {answer.said}.",
    )


def named(url: str) -> str:
    """Return an address as it is told to people: without a query."""
    return url.partition("?")[0]


def too_slow(url: str, wait: float) -> LimitError:
    """Return the sentence for a store that does not answer in time."""
    return LimitError(
        f"Kho “{named(url)}” không trả lời trong {wait:g} giây.",
        f"The store “{named(url)}” does not answer within {wait:g} seconds.",
    )


def broken_off(url: str) -> RemoteError:
    """Return the sentence for an answer that is not whole."""
    return RemoteError(
        f"Câu trả lời của kho “{named(url)}” bị đứt giữa chừng; không dùng phần đã nhận.",
        f"The answer of the store “{named(url)}” broke off; what had come of it is not used.",
    )


def unreachable(url: str, reason: str) -> RemoteError:
    """Return the sentence for a store that cannot be talked to."""
    return RemoteError(
        f"Không kết nối được kho “{named(url)}” ({reason}); hãy kiểm tra địa chỉ và mạng.",
        f"The store “{named(url)}” cannot be reached ({reason}); check its address.",
    )


def _closed(host: str, status: int, tried: bool) -> RemoteError:
    if tried:
        return RemoteError(
            f"Kho “{host}” không nhận người dùng hoặc token này (mã {status}).",
            f"The store “{host}” does not accept this user or token (status {status}).",
        )
    return RemoteError(
        f"Kho “{host}” đòi đăng nhập (mã {status}); hãy đặt {USER} và {PASSWORD}, hoặc {BEARER}, "
        "trong môi trường.",
        f"The store “{host}” wants credentials (status {status}); set {USER} and {PASSWORD}, or "
        f"{BEARER}, in the environment.",
    )
