"""``python -m sctbv_graph``."""

import sys

from sctbv_graph.cli import main

sys.exit(main())
