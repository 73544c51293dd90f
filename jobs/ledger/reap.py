"""Free the jobs of workers that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from jobs.definition.decide import after_death
from jobs.ledger.claim import Claim
from jobs.ledger.database import as_uuid, query
from jobs.ledger.failure import failure_without_exception
from jobs.ledger.finish import End, finish

_COLUMNS = "id, task, queue, arguments, version, attempt, tries_used, strikes, fence, story_id, owner"
_EXPIRED = f"""
SELECT {_COLUMNS} FROM jobs_job WHERE finished_at IS NULL AND state = 'running' AND lease_until < {{now}} LIMIT %s
"""
_OWNED = f"SELECT {_COLUMNS} FROM jobs_job WHERE finished_at IS NULL AND state = 'running' AND owner = %s"
_ONE = f"SELECT {_COLUMNS} FROM jobs_job WHERE id = %s AND state = 'running' AND owner = %s"


def expired(limit: int = 500) -> list[Claim]:
    """Running jobs whose lease has ended."""
    return [_claim(row) for row in query(_EXPIRED, [limit])]


def owned_by(owner: str) -> list[Claim]:
    """Running jobs of one worker."""
    return [_claim(row) for row in query(_OWNED, [owner])]


def running_under(job_id: UUID, owner: str) -> Claim | None:
    """The job, if it runs under this owner."""
    rows = query(_ONE, [job_id, owner])
    return _claim(rows[0]) if rows else None


def free_lost(claims: Sequence[Claim], why: str, *, if_expired: bool = False) -> int:
    """End the running attempt of each as *lost*; returns how many were still theirs to lose.

    if_expired: spare those whose worker has come back and renewed in the meantime.
    """
    return sum(free_one(claim, why, if_expired=if_expired) for claim in claims)


def free_one(claim: Claim, why: str, *, if_expired: bool = False) -> bool:
    """End the running attempt as *lost*: a strike for the job, which runs again, is quarantined or dies as poison."""
    decision = after_death(claim.strikes + 1)
    failure = failure_without_exception(claim.task, "WorkerDied", why)
    return finish(claim, End(decision=decision, failure=failure, strikes=1, if_expired=if_expired))


def _claim(row: tuple[object, ...]) -> Claim:
    values = dict(zip(_COLUMNS.split(", "), row, strict=True))
    job_id, story_id = as_uuid(values.pop("id")), as_uuid(values.pop("story_id"))
    return Claim(job_id=job_id, story_id=story_id, **values)  # type: ignore[arg-type]
