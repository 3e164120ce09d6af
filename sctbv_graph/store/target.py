"""Where a store at another server is, and how to sign in there; secrets come from the environment.

A target is an address, or a TOML file that names several::

    query = "https://example.org/sparql"
    update = "https://example.org/sparql-auth"
    graphs = "https://example.org/sparql-graph-crud-auth"  # Graph Store Protocol
    dialect = "virtuoso"
    timeout = 60  # seconds
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from sctbv_graph.errors import InputError

USER, PASSWORD, BEARER = "SCTBV_STORE_USER", "SCTBV_STORE_PASSWORD", "SCTBV_STORE_TOKEN"
"""The environment variables with what signs in at a remote store."""

TIMEOUT = 60.0
_KEYS = {"query", "update", "graphs", "dialect", "timeout"}


@dataclass(frozen=True, slots=True)
class SignIn:
    """A user with a password, or a token; never shown, so that no log and no traceback has it."""

    user: str = field(default="", repr=False)
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    def __bool__(self) -> bool:
        return bool(self.user or self.token)


@dataclass(frozen=True, slots=True)
class Target:
    """The addresses of a store; "" where its dialect is to tell them from the one that is known."""

    query: str
    update: str = ""
    graphs: str = ""
    dialect: str = ""
    timeout: float = TIMEOUT
    sign_in: SignIn = field(default_factory=SignIn)


def is_remote(store: str | None) -> bool:
    """Tell whether what ``--store`` names is at another server.

    >>> is_remote("http://127.0.0.1:7878"), is_remote("remote.toml"), is_remote("build")
    (True, True, False)
    """
    return bool(store) and ("://" in str(store) or str(store).endswith(".toml"))


def read_target(given: str, dialect: str = "") -> Target:
    """Return the target that an address or a TOML file names, signed in from the environment.

    Raises `InputError` on a file that cannot be used and on an address that is none, or that
    holds a password: others see command lines.
    """
    entry: dict[str, object] = _read_file(Path(given)) if "://" not in given else {"query": given}
    addresses = {key: _address(str(entry.get(key, ""))) for key in ("query", "update", "graphs")}
    if not addresses["query"]:
        raise InputError(
            f"“{given}” thiếu địa chỉ query.", f"“{given}” does not name a query address."
        )
    timeout = entry.get("timeout", TIMEOUT)
    if not isinstance(timeout, (int, float)) or not 0 < timeout <= 3600:
        raise InputError(
            f"“{given}”: timeout phải là số giây từ 1 đến 3600.",
            f"“{given}”: timeout must be a number of seconds up to 3600.",
        )
    named = dialect or str(entry.get("dialect", ""))
    return Target(**addresses, dialect=named, timeout=float(timeout), sign_in=_sign_in())


def _sign_in() -> SignIn:
    user, password, token = (os.environ.get(name, "").strip() for name in (USER, PASSWORD, BEARER))
    if bool(user) != bool(password):
        missing = PASSWORD if user else USER
        raise InputError(
            f"Để đăng nhập kho cần cả {USER} và {PASSWORD}; thiếu {missing}.",
            f"To sign in at the store, {USER} and {PASSWORD} are needed; {missing} is missing.",
        )
    return SignIn(user, password, token)


def _read_file(path: Path) -> dict[str, object]:
    try:
        entry = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise InputError(
            f"Không đọc được tệp kho “{path}” ({error}).",
            f"The store file “{path}” cannot be read ({error}).",
        ) from None
    unknown = sorted(set(entry) - _KEYS)
    if unknown:
        raise InputError(
            f"“{path}” có khóa lạ: {', '.join(unknown)}; các khóa: {', '.join(sorted(_KEYS))}. "
            f"Mật khẩu và token đặt trong biến môi trường {PASSWORD}, {BEARER}.",
            f"“{path}” has unknown keys: {', '.join(unknown)}; it can have: "
            f"{', '.join(sorted(_KEYS))}. Secrets go into {PASSWORD} and {BEARER}.",
        )
    return entry


def _address(url: str) -> str:
    """Return an address without a slash at its end; `InputError` on what is none."""
    if not url:
        return ""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https") or any(c <= " " for c in url):
        raise InputError(
            f"“{url}” không phải địa chỉ http hay https của một kho.",
            f"“{url}” is no http or https address of a store.",
        )
    if parts.username or parts.password:
        raise InputError(
            f"Địa chỉ kho ở “{host}” có kèm người dùng hoặc mật khẩu; hãy bỏ đi và đặt {USER}, "
            f"{PASSWORD} hoặc {BEARER} trong môi trường.",
            f"The store's address at “{host}” holds a user or a password; leave them out and set "
            f"{USER}, {PASSWORD} or {BEARER} in the environment.",
        )
    return url.rstrip("/")
