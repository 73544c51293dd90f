"""A worker takes a job: one conditional update that counts the attempt and sets lease and fence."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from jobs.ledger.database import as_uuid, query

_CLAIM = """
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
    found = query(_CLAIM, [owner, lease_seconds, job_id])
    if not found:
        return None
    task, queue, arguments, version, attempt, tries_used, strikes, fence, story_id = found[0]
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
