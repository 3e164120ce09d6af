"""How much a stranger's query may take; an operator sets it in the environment."""

from __future__ import annotations

import os
from dataclasses import dataclass, fields

from sctbv_graph.errors import ServeError

PREFIX = "SCTBV_QUERY_"


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits; each is set by its name in capitals after ``SCTBV_QUERY_``.

    ``seconds`` and ``memory`` (megabytes) a query, ``workers`` processes, ``waiting`` requests in
    line at most; ``each`` how many queries of one client run at once, ``rate`` how many it may
    start a second in the long run, ``burst`` at once; ``cache`` megabytes of kept answers;
    ``shared`` up to how many statements the workers share the store in memory (on Linux, where it
    is only read), ``small`` up to how many each of them holds it by itself elsewhere;
    ``update`` seconds an update of the token's bearer.
    """

    seconds: float = 10.0
    memory: int = 1024
    workers: int = 4
    waiting: int = 100
    each: int = 3
    rate: float = 50.0
    burst: int = 500
    cache: int = 64
    shared: int = 3_000_000
    small: int = 300_000
    update: float = 60.0

    @classmethod
    def from_environment(cls) -> Limits:
        """Return the limits that the environment sets; `ServeError` where one is no number."""
        found: dict[str, float] = {}
        for field in fields(cls):
            name = PREFIX + field.name.upper()
            text = os.environ.get(name, "").strip()
            if not text:
                continue
            try:
                number = float(text) if field.type == "float" else int(text)
            except ValueError:
                number = -1
            if number < 0 or (
                number == 0 and field.name not in ("cache", "shared", "small", "waiting")
            ):
                raise ServeError(
                    f"Biến môi trường {name}={text} phải là số dương.",
                    f"The environment variable {name}={text} must be a positive number.",
                )
            found[field.name] = number
        return cls(**found)  # type: ignore[arg-type]
