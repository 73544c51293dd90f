"""Jobs that wait for a condition: held with a reason, resumed when the condition is met."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction

from jobs import handoff
from jobs.definition.decide import STRIKES_BEFORE_QUARANTINE
from jobs.ledger.claim import Claim
from jobs.ledger.database import as_uuid, is_postgresql, query
from jobs.ledger.death import Death, announce_death
from jobs.ledger.failure import failure_without_exception

VERSION = "version"
UNKNOWN_TASK_SECONDS = 900  # a rolling deploy is over by then

_RETURN = """
UPDATE jobs_job SET state = 'held', reason = %s, lease_until = NULL, owner = '', attempt = attempt - 1, run_at = {now}
WHERE id = %s AND fence = %s AND state = 'running' RETURNING id
"""
_RESUME = f"""
UPDATE jobs_job
SET run_at = {{now}}, state = CASE WHEN strikes >= {STRIKES_BEFORE_QUARANTINE} THEN 'held' ELSE 'queued' END,
    reason = CASE WHEN strikes >= {STRIKES_BEFORE_QUARANTINE} THEN 'quarantine' ELSE '' END
WHERE id = %s AND state = 'held' RETURNING queue, state
"""
_HELD = """
SELECT id, queue, task, version, arguments, story_id, run_at < {later}
FROM jobs_job WHERE finished_at IS NULL AND state = 'held' AND reason = %s ORDER BY run_at LIMIT %s
"""
# Row locks in one order: the second caller waits, then sees what the first one released. SQLite has one writer anyway.
_LOCK_QUARANTINE = f"""
SELECT id FROM jobs_job WHERE strikes >= {STRIKES_BEFORE_QUARANTINE} AND finished_at IS NULL ORDER BY id FOR UPDATE
"""
_RELEASE_ONE = f"""
UPDATE jobs_job SET state = 'queued', run_at = {{now}}
WHERE state = 'held' AND id = (
        SELECT id FROM jobs_job
        WHERE strikes >= {STRIKES_BEFORE_QUARANTINE} AND finished_at IS NULL AND state = 'held' AND reason = 'quarantine'
        ORDER BY id LIMIT 1)
    AND NOT EXISTS (
        SELECT 1 FROM jobs_job
        WHERE strikes >= {STRIKES_BEFORE_QUARANTINE} AND finished_at IS NULL AND state IN ('queued', 'running'))
RETURNING id, queue
"""
_BURY = """
UPDATE jobs_job SET state = 'dead', reason = %s, error_type = %s, error = %s, fingerprint = %s, dead_at = {now},
    finished_at = {now}
WHERE id = %s AND state = 'held' RETURNING id
"""


def hold_claimed(claim: Claim, reason: str) -> bool:
    """Put a job back that this code must not run; the claim is undone, no attempt has taken place."""
    return bool(query(_RETURN, [reason, claim.job_id, claim.fence]))


def resume(job_id: UUID) -> bool:
    """Make one held job ready; one whose workers died goes on to the quarantine."""
    with transaction.atomic():
        found = query(_RESUME, [job_id])
        handoff.announce([handoff.Ready(job_id, queue) for queue, state in found if state == "queued"])
    return bool(found)


def resume_versions(known: Mapping[str, int], limit: int = 500) -> int:
    """Resume what was held for newer code if this code is new enough; bury what no code has known for 15 minutes."""
    changed = 0
    for job_id, queue, task, version, arguments, story_id, is_old in query(
        _HELD, [-UNKNOWN_TASK_SECONDS, VERSION, limit]
    ):
        if known.get(task, 0) >= version:
            changed += resume(as_uuid(job_id))
        elif is_old and task not in known:
            changed += _bury_unknown(as_uuid(job_id), task, queue, arguments, as_uuid(story_id))
    return changed


def release_quarantined() -> bool:
    """Let the oldest quarantined job run, unless another one is on its way: one at a time in the fleet."""
    with transaction.atomic():
        if is_postgresql():
            query(_LOCK_QUARANTINE)
        found = query(_RELEASE_ONE)
        handoff.announce([handoff.Ready(as_uuid(job_id), queue) for job_id, queue in found])
    return bool(found)


def _bury_unknown(job_id: UUID, task: str, queue: str, arguments: str, story_id: UUID) -> bool:
    reason = f"no code in the fleet knows the task {task!r}; was it renamed or removed?"
    failure = failure_without_exception(task, "UnknownTask", reason)
    death = Death(
        job_id=job_id,
        task=task,
        queue=queue,
        arguments=arguments,
        story_id=story_id,
        reason=reason,
        failure=failure,
    )
    with transaction.atomic():
        buried = query(_BURY, [reason[:500], failure.error_type, failure.error, failure.fingerprint, job_id])
        if buried:
            announce_death(death)
    return bool(buried)
