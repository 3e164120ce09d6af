"""From shapes to findings to reports."""

from sctbv_graph.audit.catalogue import load_audit_rules
from sctbv_graph.audit.findings import audit_document, audit_documents
from sctbv_graph.audit.records import AuditRule, Finding, Report

__all__ = [
    "AuditRule",
    "Finding",
    "Report",
    "audit_document",
    "audit_documents",
    "load_audit_rules",
]
