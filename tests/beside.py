"""What lies beside the checkout and is no part of the project; tests that need it are skipped."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_SHARED = ROOT.parent / "shared"
SAMPLES = _SHARED / "samples"
"""The plans of other provinces."""
CONFORMANCE = Path(os.environ.get("SCTBV_CONFORMANCE") or _SHARED / "conformance")
"""The W3C's suites and the shapes of DCAT-AP; ``SCTBV_CONFORMANCE`` names another folder."""
SPARQL_SUITES = Path(os.environ.get("SCTBV_SPARQL_SUITES") or CONFORMANCE)
"""Where ``sparql11`` and ``sparql10`` of w3c/rdf-tests lie, if not there too."""
