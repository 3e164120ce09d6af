"""Portal and SPARQL endpoint on one port."""

from sctbv_graph.web.app import create_app
from sctbv_graph.web.starting import serve

__all__ = ["create_app", "serve"]
