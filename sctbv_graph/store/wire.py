"""Requests to a store at another server: signed in, within a time, and never led elsewhere.

What goes wrong is told in a sentence that names the server; credentials stand in none, are sent
to the hosts of the target only, and redirects are not followed: they could lead them away.
"""

from __future__ import annotations

import base64
import http.client
import time
from email.message import Message
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

from sctbv_graph.errors import LimitError
from sctbv_graph.store.answer import Answer
from sctbv_graph.store.failures import broken_off, named, refusal, too_slow, unreachable
from sctbv_graph.store.target import Target

MAX_BYTES = 512 * 2**20
"""Longest answer that is read; some stores do not stop when they should."""

_PIECE = 2**18
_HUNG_UP = (BrokenPipeError, ConnectionResetError, ConnectionAbortedError)


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
                raise unreachable(request.full_url, "connection closed") from None
        self._sign(request)
        try:
            return self._sent(request, timeout or self.target.timeout)
        except ConnectionError as error:
            raise unreachable(request.full_url, str(error)) from None

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
            raise unreachable(url, str(error.reason)) from None
        except http.client.IncompleteRead:
            raise broken_off(url) from None
        except _HUNG_UP:
            raise
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise unreachable(url, f"{type(error).__name__}: {error}") from None

    def asked(self, request: Request, timeout: float | None = None) -> Answer:
        """Send a request and return the answer where it is a good one.

        Raises, beside what `send` does, `QueryError` where the server refuses what was asked and
        `RemoteError` where it asks for credentials, sends elsewhere or fails.
        """
        answer = self.send(request, timeout)
        if 200 <= answer.status < 300:
            return answer
        raise refusal(request.full_url, answer, bool(self.target.sign_in))


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
