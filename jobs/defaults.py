"""What a project need not set: every setting the engine reads has a value after `supply`, whoever the host is."""

from __future__ import annotations

from typing import Any

from django.conf import settings

TRIES = 3
TIMEOUT = 60  # seconds
WAIT_SLO = 60  # seconds

SETTINGS: dict[str, Any] = {
    "LEASE_SECONDS": 30,
    "GRACE_SECONDS": 60,
    "BACKOFF_SCALE": 1.0,
    "ADOPT_ORPHAN_QUEUES": True,
    "RQ_FOREIGN_FUNCTIONS": (),
    "ENVIRONMENT": "",
}
# Without these django-rq would start RQ's own worker, which knows nothing of the ledger.
RQ = {
    "WORKER_CLASS": "jobs.worker.entry.Worker",
    "QUEUE_CLASS": "jobs.transport.queue.Queue",
    "JOB_CLASS": "jobs.transport.job.Job",
    "SCHEDULER_CLASS": "jobs.scheduler.entry.Scheduler",
    "COMMIT_MODE": "on_db_commit",
}


def supply() -> None:
    """Give the project's settings what they leave open. What they say themselves stands."""
    queues: dict[str, dict[str, Any]] = getattr(settings, "RQ_QUEUES", {})
    for name, value in (SETTINGS | {"QUEUE_DEFAULTS": {}}).items():
        if not hasattr(settings, name):
            setattr(settings, name, value)
    settings.RQ = RQ | getattr(settings, "RQ", {})
    settings.QUEUE_DEFAULTS = {name: _promise(queue) for name, queue in queues.items()} | settings.QUEUE_DEFAULTS


def _promise(queue: dict[str, Any]) -> dict[str, int]:
    return {"timeout": queue.get("DEFAULT_TIMEOUT", TIMEOUT), "tries": TRIES, "wait_slo": WAIT_SLO}
