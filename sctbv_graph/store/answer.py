"""What a server answered to one request."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape


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
