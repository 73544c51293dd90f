"""A worker takes a job: one conditional update that counts the attempt and sets lease and fence."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from jobs import handoff
from jobs.ledger.database import Row, as_uuid, query

CLAIM = """
UPDATE jobs_job
SET state = 'running', fence = fence + 1, attempt = attempt + 1, owner = %s, lease_until = {later}, started_at = {now},
    reason = ''
WHERE id = %s AND state = 'queued'
RETURNING task, queue, arguments, version, attempt, tries_used, strikes, fence, story_id
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A job that this worker owns until its lease ends; every later write names the fence."""

    job_id: UUID
    task: str
    queue: str
    arguments: str
    version: int
    attempt: int
    tries_used: int
    strikes: int
    fence: int
    story_id: UUID
    owner: str


def claim(job_id: UUID, owner: str, lease_seconds: float) -> Claim | None:
    """Take a queued job, or `None` when somebody else has it, or it is not to run (a second copy, cancelled, held)."""
    found = query(CLAIM, [owner, lease_seconds, job_id])
    return claim_from(job_id, owner, found[0]) if found else None


def claim_from(job_id: UUID, owner: str, row: Row) -> Claim:
    """The claim that a row of `CLAIM` tells of."""
    task, queue, arguments, version, attempt, tries_used, strikes, fence, story_id = row
    return Claim(
        job_id=job_id,
        task=task,
        queue=queue,
        arguments=arguments,
        version=version,
        attempt=attempt,
        tries_used=tries_used,
        strikes=strikes,
        fence=fence,
        story_id=as_uuid(story_id),
        owner=owner,
    )


_RENEW = """
UPDATE jobs_job SET lease_until = {later} WHERE id = %s AND fence = %s AND state = 'running' RETURNING id
"""


def renew(job_id: UUID, fence: int, lease_seconds: float) -> bool:
    """Extend a lease; `False` when the job is no longer ours."""
    return bool(query(_RENEW, [lease_seconds, job_id, fence]))


_GIVE_BACK = """
UPDATE jobs_job SET state = 'queued', lease_until = NULL, owner = '', attempt = attempt - 1
WHERE id = %s AND fence = %s AND state = 'running' RETURNING queue
"""


def give_back(claimed: Claim) -> bool:
    """Undo a claim that was never started: no attempt has taken place, the job keeps its place in the queue."""
    with transaction.atomic():
        found = query(_GIVE_BACK, [claimed.job_id, claimed.fence])
        handoff.announce([handoff.Ready(claimed.job_id, queue) for (queue,) in found])
    return bool(found)
