"""Knowledge graph of Vietnam's sustainable production and consumption plans.

The package turns provincial plans under Quyết định 889/QĐ-TTg into RDF with evidence on every
fact, audits drafts and answers questions. Stages run one way: read, extract, graph, reason,
validate, query, audit and publish, then the command line and the web.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sctbv_graph.api import Table

__version__ = "0.1.0"


def ask(name: str, /, *, workspace: str | Path | None = None, **parameters: object) -> Table:
    """Answer a question of the catalogue: ``ask("led-tasks", agency="Sở Công Thương")``.

    See `sctbv_graph.api.ask`; nothing else of the package is loaded before the first call.
    """
    from sctbv_graph import api

    return api.ask(name, workspace=workspace, **parameters)
