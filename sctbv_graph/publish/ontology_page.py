"""What the page of the ontology shows: its terms with drawings, users and places of examples."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from sctbv_graph.publish.diagrams import draw_all
from sctbv_graph.publish.handbook import count_words
from sctbv_graph.publish.ontology import load_ontology
from sctbv_graph.publish.ontology_modules import MODULES, load_module
from sctbv_graph.publish.pages import Pages
from sctbv_graph.publish.usage import Usage, example_places, usage


def ontology_values(pages: Pages, lang: str) -> dict[str, Any]:
    """Return what ``ontology.html`` needs."""
    found = load_ontology()
    # In a page the boxes are links, so that the drawing is no single picture (ARIA, role "img").
    drawn = [(d, d.svg.replace('role="img"', 'role="group"', 1)) for d in draw_all(found, lang)]
    return {
        "ontology": found,
        "diagrams": [(d.name, d.title, Markup(svg)) for d, svg in drawn],  # noqa: S704
        "usage": usage(),
        "unused": Usage(),
        "examples": pages.kept(
            "example places", lambda: example_places(pages.store, pages.settings)
        ),
        "counts": count_words,
        "modules": [load_module(name) for name in MODULES],
        "kinds": ("class", "object", "data", "annotation"),
    }
