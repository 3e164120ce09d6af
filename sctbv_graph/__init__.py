"""Knowledge graph of Vietnam's sustainable production and consumption plans.

The package turns provincial plans under Quyết định 889/QĐ-TTg into RDF with evidence on every
fact, audits drafts and answers questions. Stages run one way: read, extract, graph, reason,
validate, query, audit and publish, then the command line and the web.
"""

__version__ = "0.1.0"
