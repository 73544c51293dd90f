"""What the ledger says is ready, in the order in which it should run."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple
from uuid import UUID

from jobs.handoff import Ready
from jobs.ledger.database import as_uuid, query

_FIRST = """
SELECT id, queue, run_at FROM jobs_job
WHERE finished_at IS NULL AND queue = %s AND state = 'queued' ORDER BY run_at, id LIMIT %s
"""
_NEXT = """
SELECT id, queue, run_at FROM jobs_job
WHERE finished_at IS NULL AND queue = %s AND state = 'queued' AND (run_at, id) > (%s, %s) ORDER BY run_at, id LIMIT %s
"""


class Place(NamedTuple):
    """Where a walk through a queue stands."""

    run_at: Any
    job_id: UUID


def ready_in(queue: str, after: Place | None, limit: int) -> tuple[list[Ready], Place | None]:
    """Up to `limit` ready jobs of a queue after `after`, and where to go on (`None` at the end)."""
    rows = query(_NEXT, [queue, *after, limit]) if after else query(_FIRST, [queue, limit])
    found = [Ready(as_uuid(job_id), name) for job_id, name, _ in rows]
    place = Place(rows[-1][2], found[-1].job_id) if len(rows) == limit else None
    return found, place


def queues_with_live_jobs() -> set[str]:
    """Queues that have jobs which have not ended, known to the settings or not."""
    return {str(queue) for (queue,) in query("SELECT DISTINCT queue FROM jobs_job WHERE finished_at IS NULL")}


def owners_of(job_ids: Collection[UUID]) -> dict[UUID, str]:
    """Which of these the ledger says are running, and in whose hands."""
    if not job_ids:
        return {}
    marks = ", ".join(["%s"] * len(job_ids))
    statement = f"SELECT id, owner FROM jobs_job WHERE id IN ({marks}) AND state = 'running'"  # only %s
    return {as_uuid(job_id): str(owner) for job_id, owner in query(statement, list(job_ids))}
