"""Rows of the ledger as tests want them: everything has a default, times are seconds before now."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from jobs.ids import new_id
from jobs.models import Job, WorkerProcess


def ago(seconds: float) -> datetime:
    return timezone.now() - timedelta(seconds=seconds)


def a_job(state: str = "queued", *, age: float = 0, **given: Any) -> Job:
    """A stored job; what ended has its `finished_at`, what is dead awaits a decision unless `dead_at=None`."""
    at = ago(age)
    over = state in ("succeeded", "dead", "cancelled")
    row: dict[str, Any] = {
        "id": new_id(),
        "task": "book",
        "queue": "default",
        "story_id": new_id(),
        "created_at": at,
        "run_at": at,
        "finished_at": at if over else None,
        "dead_at": at if state == "dead" else None,
        "due_at": at if state in ("scheduled", "retrying") else None,
    }
    return Job.objects.create(state=state, **row | given)


def a_dead_job(**given: Any) -> Job:
    failed: dict[str, Any] = {
        "error_type": "Refused",
        "error": "no slot",
        "fingerprint": "f" * 32,
        "reason": "refused for good",
    }
    return a_job("dead", **{"attempt": 1, "tries_used": 1, **failed, **given})


def a_worker(*queues: str, name: str = "", adopted: str = "", kind: str = "worker", silent: float = 0) -> WorkerProcess:
    return WorkerProcess.objects.create(
        name=name or f"worker-{UUID(int=new_id().int).hex[-6:]}",
        kind=kind,
        host="station",
        machine="boot",
        pid=1,
        pid_started=1,
        queues=",".join(queues),
        adopted=adopted,
        started_at=ago(3600),
        beat_at=ago(silent),
    )
