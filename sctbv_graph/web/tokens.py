"""Who may write: the bearer of the token that the environment holds, else nobody."""

from __future__ import annotations

import hashlib
import hmac
import os

from fastapi import Request
from starlette.exceptions import HTTPException

from sctbv_graph.settings import TOKEN
from sctbv_graph.store import WritableStore
from sctbv_graph.web.render import Site


def token() -> str:
    """Return the write token; "" where nobody may write."""
    return os.environ.get(TOKEN, "").strip()


def writable(request: Request) -> WritableStore:
    """Return the store for a request that may write it.

    Raises 403 where nobody may, 401 without the token or with another one. The comparison takes
    the same time whatever was sent, also of another length: digests are compared.
    """
    site: Site = request.app.state.site
    expected = token()
    if not expected or not isinstance(site.store, WritableStore):
        raise HTTPException(
            403,
            f"Máy chủ này không cho ghi (chưa đặt {TOKEN}). / "
            f"This server cannot be written: {TOKEN} is not set.",
        )
    scheme, _, sent = request.headers.get("authorization", "").partition(" ")
    right = hmac.compare_digest(_digest(sent.strip()), _digest(expected))
    if scheme.lower() != "bearer" or not right:
        raise HTTPException(
            401,
            "Cần token ghi: Authorization: Bearer …. / The write token is needed.",
            headers={"WWW-Authenticate": 'Bearer realm="sctbv"'},
        )
    return site.store


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).digest()
