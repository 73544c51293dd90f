"""Write new jobs; of two living jobs with one unique key the second is not stored."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from jobs import handoff
from jobs.definition.states import State
from jobs.ledger.database import as_uuid, query
from jobs.ledger.new_job import NewJob

_INSERT = """
INSERT INTO jobs_job (
    id, task, queue, state, reason, arguments, version, unique_key, story_id, parent_id, rerun_of_id,
    attempt, tries_used, releases, strikes, fence, owner, created_at, run_at, due_at, error_type, error, fingerprint)
VALUES (%s, %s, %s, %s, '', %s, %s, %s, %s, %s, %s, 0, 0, 0, 0, 0, '', {now}, {later}, {due}, '', '', '')
ON CONFLICT (unique_key) WHERE finished_at IS NULL AND unique_key IS NOT NULL DO NOTHING
RETURNING id
"""
_READY = _INSERT.replace("{due}", "NULL")
_WAITING = _INSERT.replace("{due}", "{later}")
_DUE = _INSERT.replace("{now}, {later}, {due}", "{now}, %s, %s")


def insert(jobs: Sequence[NewJob]) -> set[UUID]:
    """Write `jobs` in the caller's transaction; ready ones are handed over when it commits.

    Returns the ids that were stored; a job that is missing found its unique key taken.
    """
    in_order = sorted(jobs, key=lambda job: job.unique_key or "")  # two of us never wait for each other's keys
    waits = {job.id: job.wait() for job in jobs}
    stored = {job.id for job in in_order if _insert_one(job, waits[job.id])}
    ready = [job for job in jobs if job.id in stored and not waits[job.id]]
    handoff.announce([handoff.Ready(job.id, job.queue) for job in ready])
    return stored


def _insert_one(job: NewJob, wait: float) -> bool:
    """A job for a delay waits by the database's clock; one for a time has exactly that time."""
    state = State.SCHEDULED if wait else State.QUEUED
    values = [job.id, job.task, job.queue, state.value, job.arguments, job.version, job.unique_key]
    values += [job.story_id, job.parent_id, job.rerun_of_id]
    if wait and job.due is not None:
        due = connection.ops.adapt_datetimefield_value(job.due)
        return bool(query(_DUE, [*values, due, due]))
    values.append(wait)
    return bool(query(_WAITING, [*values, wait]) if wait else query(_READY, values))


def holder_of(unique_key: str) -> UUID | None:
    """The living job that holds a unique key."""
    found = query("SELECT id FROM jobs_job WHERE unique_key = %s AND finished_at IS NULL", [unique_key])
    return as_uuid(found[0][0]) if found else None
