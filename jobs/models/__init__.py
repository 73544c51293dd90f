"""The tables of the engine."""

from __future__ import annotations

from jobs.models.attempt import Attempt
from jobs.models.audit_entry import AuditEntry
from jobs.models.effect import Effect
from jobs.models.foreign_job import ForeignJob
from jobs.models.job import FailedJob, Job
from jobs.models.lease import Lease
from jobs.models.story_key import StoryKey
from jobs.models.tally import Tally
from jobs.models.worker_process import WorkerProcess

__all__ = [
    "Attempt",
    "AuditEntry",
    "Effect",
    "FailedJob",
    "ForeignJob",
    "Job",
    "Lease",
    "StoryKey",
    "Tally",
    "WorkerProcess",
]
