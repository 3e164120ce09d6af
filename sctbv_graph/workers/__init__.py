"""Queries of strangers, evaluated in processes that are ended at their limits."""

from sctbv_graph.workers.evaluate import MAX_ROWS, Done, Job, evaluate
from sctbv_graph.workers.pool import Pool
from sctbv_graph.workers.settings import Limits
from sctbv_graph.workers.shared import worker_environment
from sctbv_graph.workers.snapshot import Snapshot, Snapshots
from sctbv_graph.workers.store import PooledStore
from sctbv_graph.workers.trial import Update

__all__ = [
    "MAX_ROWS",
    "Done",
    "Job",
    "Limits",
    "Pool",
    "PooledStore",
    "Snapshot",
    "Snapshots",
    "Update",
    "evaluate",
    "worker_environment",
]
