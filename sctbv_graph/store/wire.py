"""Requests to a store at another server: signed in, within a time, and never led elsewhere.

What goes wrong is told in a sentence that names the server; credentials stand in none, are sent
to the hosts of the target only, and redirects are not followed: they could lead them away.
"""

from __future__ import annotations

import base64
import http.client
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from html import unescape
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    BaseHandler,
    HTTPBasicAuthHandler,
    HTTPDigestAuthHandler,
    HTTPPasswordMgrWithDefaultRealm,
    HTTPRedirectHandler,
    OpenerDirector,
    Request,
    build_opener,
    parse_http_list,
    parse_keqv_list,
)

from sctbv_graph.errors import LimitError, QueryError, RemoteError
from sctbv_graph.store.target import BEARER, PASSWORD, USER, Target

MAX_BYTES = 512 * 2**20
"""Longest answer that is read; some stores do not stop when they should."""

_PIECE = 2**18
_HUNG_UP = (BrokenPipeError, ConnectionResetError, ConnectionAbortedError)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered; the names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """The media type, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def said(self) -> str:
        """The words of an answer, on one line and short: what servers say of an error."""
        text = self.body[:4000].decode("utf-8", "replace")
        if "<" in text and "html" in text.lower():
            text = unescape(re.sub(r"<[^>]*>", " ", text))
        return " ".join(text.split())[:300].rstrip(".")


class _Stay(HTTPRedirectHandler):
    """Follows no redirect."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        """Return no request, so that the answer itself is handed back."""


class _Closing:
    """Closes the answer that asked for credentials when another was got with them."""

    def http_error_401(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: Message
    ) -> Any:
        """Send the request again, signed in; ``None`` where that is of no use."""
        try:
            again = super().http_error_401(req, fp, code, msg, headers)  # type: ignore[misc]
        except Exception:
            fp.close()
            raise
        if again is not None:
            fp.close()
        return again


class _Basic(_Closing, HTTPBasicAuthHandler):
    """The Basic scheme (RFC 7617)."""


class _Digest(_Closing, HTTPDigestAuthHandler):
    """The Digest scheme (RFC 7616)."""


class Wire:
    """The way to one target; it may be used by several threads at once."""

    def __init__(self, target: Target) -> None:
        """Nothing is sent yet."""
        self.target = target

    def _opener(self, url: str) -> OpenerDirector:
        handlers: list[BaseHandler] = [_Stay()]
        sign_in = self.target.sign_in
        if sign_in.user:
            handlers += self._handlers(url)
        return build_opener(*handlers)

    def _handlers(self, url: str) -> tuple[_Digest, _Basic]:
        known = HTTPPasswordMgrWithDefaultRealm()
        root = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}/"
        known.add_password(None, root, self.target.sign_in.user, self.target.sign_in.password)
        return _Digest(known), _Basic(known)

    def send(self, request: Request, timeout: float | None = None) -> Answer:
        """Send a request and return the answer, whatever its status.

        Raises `RemoteError` where nobody answers, `LimitError` where it takes too long or is too
        long.
        """
        try:
            return self._sent(request, timeout or self.target.timeout)
        except ConnectionError:
            # Asked for credentials before it had read a long body, a server may just hang up.
            if not self.target.sign_in.user or request.data is None:
                raise _unreachable(request.full_url, "connection closed") from None
        self._sign(request)
        try:
            return self._sent(request, timeout or self.target.timeout)
        except ConnectionError as error:
            raise _unreachable(request.full_url, str(error)) from None

    def _sign(self, request: Request) -> None:
        """Ask for the challenge by adding nothing at all, and sign a request before it is sent."""
        kind = {"Content-Type": request.get_header("Content-type", "application/n-triples")}
        asked = Request(request.full_url, b"", kind, method="POST")  # noqa: S310  http(s)
        try:
            build_opener(_Stay()).open(asked, timeout=self.target.timeout).close()
        except HTTPError as error:
            with error:
                challenge = error.headers.get("www-authenticate", "")
        except OSError:
            return
        else:
            return
        scheme, _, rest = challenge.partition(" ")
        if scheme.lower() == "digest":
            digest, _ = self._handlers(request.full_url)
            made = digest.get_authorization(request, parse_keqv_list(parse_http_list(rest)))
            request.add_unredirected_header("Authorization", f"Digest {made}")
        elif scheme.lower() == "basic":
            pair = f"{self.target.sign_in.user}:{self.target.sign_in.password}".encode()
            basic = base64.b64encode(pair).decode("ascii")
            request.add_unredirected_header("Authorization", f"Basic {basic}")

    def _sent(self, request: Request, wait: float) -> Answer:
        url = request.full_url
        if self.target.sign_in.token and not self.target.sign_in.user:
            request.add_unredirected_header("Authorization", f"Bearer {self.target.sign_in.token}")
        until = time.monotonic() + wait
        try:
            try:
                opened = self._opener(url).open(request, timeout=wait)
            except HTTPError as error:
                opened = error
            with opened:
                headers = {name.lower(): value for name, value in opened.headers.items()}
                body = _read(opened, until, url, wait)
            if headers.get("content-length", str(len(body))) != str(len(body)):
                raise broken_off(url)
            return Answer(opened.status or 0, headers, body)
        except TimeoutError:
            raise too_slow(url, wait) from None
        except URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise too_slow(url, wait) from None
            if isinstance(error.reason, _HUNG_UP):
                raise error.reason from None
            raise _unreachable(url, str(error.reason)) from None
        except http.client.IncompleteRead:
            raise broken_off(url) from None
        except _HUNG_UP:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise _unreachable(url, f"{type(error).__name__}: {error}") from None

    def asked(self, request: Request, timeout: float | None = None) -> Answer:
        """Send a request and return the answer where it is a good one.

        Raises, beside what `send` does, `QueryError` where the server refuses what was asked and
        `RemoteError` where it asks for credentials, sends elsewhere or fails.
        """
        answer = self.send(request, timeout)
        if 200 <= answer.status < 300:
            return answer
        raise self.refusal(request.full_url, answer)

    def refusal(self, url: str, answer: Answer) -> Exception:
        """Return what an answer with an error means, as a sentence."""
        host = named(url)
        if answer.status in (401, 403):
            return _closed(host, answer.status, bool(self.target.sign_in))
        if 300 <= answer.status < 400:
            to = answer.headers.get("location", "?")
            return RemoteError(
                f"Kho “{host}” chuyển sang địa chỉ khác ({to}); hãy dùng thẳng địa chỉ ấy.",
                f"The store “{host}” sends on to another address ({to}); name that one.",
            )
        if answer.status in (404, 405):
            return RemoteError(
                f"Ở “{host}” không có cổng SPARQL (mã {answer.status}); hãy kiểm tra địa chỉ.",
                f"There is no such endpoint at “{host}” (status {answer.status}); check its "
                "address.",
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


def _read(opened: IO[bytes], until: float, url: str, wait: float) -> bytes:
    """Return the body, read piece by piece so that the whole keeps to the time."""
    pieces, size = [], 0
    while piece := opened.read(_PIECE):
        pieces.append(piece)
        size += len(piece)
        if size > MAX_BYTES:
            raise LimitError(
                f"Câu trả lời của kho “{named(url)}” dài hơn {MAX_BYTES // 2**20} MB.",
                f"The answer of the store “{named(url)}” is over {MAX_BYTES // 2**20} MB.",
                "memory",
            )
        if time.monotonic() > until:
            raise too_slow(url, wait)
    return b"".join(pieces)


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


def _unreachable(url: str, reason: str) -> RemoteError:
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
