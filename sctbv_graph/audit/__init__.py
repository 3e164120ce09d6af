"""From shapes to findings to reports."""

from sctbv_graph.audit.findings import Finding, Report, audit_document, load_audit_rules

__all__ = ["Finding", "Report", "audit_document", "load_audit_rules"]
