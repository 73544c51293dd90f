"""Jobs as these tests need them: written straight into the ledger."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.utils import timezone

from jobs.models import Job


def a_job(state: str, **fields: Any) -> Job:
    """A stored job of a task that no code knows, with the times that belong to its state."""
    now = timezone.now()
    times: dict[str, Any] = {"created_at": now, "run_at": now}
    if state in {"dead", "succeeded", "cancelled"}:
        times["finished_at"] = now
    if state == "dead":
        times["dead_at"] = now
    given = {"task": "toys.ring", "queue": "default", "story_id": uuid4(), "state": state}
    return Job.objects.create(**(given | times | fields))
