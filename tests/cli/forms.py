"""Forms of `sctbv review`, filled in as a person does in an editor. Nothing is a real decision."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

KEY = "211-kh-ubnd-ca-mau-2024"
TASK = f"task/{KEY}"
OTHER_500 = f"{TASK}/15#budget-1"
WHO, DAY = "Người thử", "25/11/2025"


def fill(
    text: str, values: Mapping[str, str], reason: str = "Bản gốc: “cột 3”", name: str = WHO
) -> str:
    """Write values and reasons into a form, name and day at its top."""
    for fact, value in values.items():
        before, found, after = text.partition(f'fact = "{fact}"\n')
        assert found, fact
        after = after.replace('value = ""', f'value = "{value}"', 1)
        text = (
            before
            + found
            + after.replace('reason = ""', f"reason = {json.dumps(reason, ensure_ascii=False)}", 1)
        )
    return text.replace('name = ""', f'name = "{name}"', 1).replace(
        'date = ""', f'date = "{DAY}"', 1
    )


def entries(path: Path) -> list[dict[str, Any]]:
    """Return the tables of decisions of a form or a file."""
    decisions: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["decision"]
    return decisions
