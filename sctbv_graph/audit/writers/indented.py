"""JSON with an indent of one, the very text of `json.dumps` in a quarter of its time.

With an indent the library writes value by value through three generators in Python; a report has
twelve thousand values.
"""

from __future__ import annotations

import json
from json.encoder import encode_basestring
from typing import Any


def indented(value: Any, level: int = 0) -> str:
    """Return what ``json.dumps(value, ensure_ascii=False, indent=1)`` gives; keys are strings.

    >>> print(indented({"a": ["“é”", 1, None, True], "b": {}}))
    {
     "a": [
      "“é”",
      1,
      null,
      true
     ],
     "b": {}
    }
    """
    if isinstance(value, str):
        return encode_basestring(value)
    if type(value) is int:
        return str(value)  # lines and offsets: most of what is left
    if not value or not isinstance(value, dict | list | tuple):
        return json.dumps(value)
    inner = "\n" + " " * (level + 1)
    if isinstance(value, dict):
        parts = [f"{encode_basestring(k)}: {indented(v, level + 1)}" for k, v in value.items()]
        opening, closing = "{}"
    else:
        parts = [indented(item, level + 1) for item in value]
        opening, closing = "[]"
    return f"{opening}{inner}{f',{inner}'.join(parts)}\n{' ' * level}{closing}"
