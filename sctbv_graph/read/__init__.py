"""From a file to typed blocks with spans; knows files and no plans."""

from sctbv_graph.read.blocks import Block, SourceDocument
from sctbv_graph.read.open import read, read_bytes

__all__ = ["Block", "SourceDocument", "read", "read_bytes"]
