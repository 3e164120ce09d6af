"""What takes longest is made before anybody asks for it, while the server answers already."""

from __future__ import annotations

from sctbv_graph.errors import SctbvError
from sctbv_graph.publish.home import home_page
from sctbv_graph.publish.margin import all_findings
from sctbv_graph.publish.pages import LANGUAGES
from sctbv_graph.web.open_data import dumps_of
from sctbv_graph.web.render import Site


def warm(site: Site) -> None:
    """Make the audit's remarks, the home page's figures and the dumps of a site.

    What fails here fails again, with its sentence, where it is asked for.
    """
    try:
        all_findings(site.pages)
        for lang in LANGUAGES:
            home_page(site.pages, lang)
        dumps_of(site)
    except SctbvError:
        return
