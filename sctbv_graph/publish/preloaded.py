"""What the server of forks has read before it forks a process that makes pages.

Importing this module is its use: it imports all that makes parts of a site, and compiles the
templates, which takes a process a third of a second.
"""

from __future__ import annotations

from sctbv_graph.publish import many  # noqa: F401  read for its effect
from sctbv_graph.publish.pages import TEMPLATES
from sctbv_graph.templating import templates

for _name in templates((TEMPLATES,)).list_templates():
    templates((TEMPLATES,)).get_template(_name)
