"""The end of one job and the claim of the next in one commit: the most that a single job can save."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from jobs.definition.states import State
from jobs.ledger.claim import CLAIM, Claim, claim, claim_from
from jobs.ledger.database import is_postgresql, query
from jobs.ledger.finish import End, end_statement, finish


@dataclass(frozen=True, slots=True)
class Turnover:
    """`ended`: the end was written, the job was still ours. `claimed`: the next job, if it was to be had."""

    ended: bool
    claimed: Claim | None


def finish_and_claim(ending: Claim, end: End, next_id: UUID, lease_seconds: float) -> Turnover:
    """`finish` for one job and `claim` for another (never the same), as one transaction.

    Neither depends on the other: a job that is no longer ours is not ended, and the next may be claimed all the same.
    """
    if is_postgresql() and not end.children and end.decision.state is State.SUCCEEDED:
        return _in_one_statement(ending, end, next_id, lease_seconds)
    with transaction.atomic():
        return Turnover(finish(ending, end), claim(next_id, ending.owner, lease_seconds))


def _in_one_statement(ending: Claim, end: End, next_id: UUID, lease_seconds: float) -> Turnover:
    statement, values = end_statement(ending, end)
    both = f"""
    WITH {statement},
    next AS ({CLAIM})
    SELECT (SELECT job_id FROM kept) IS NOT NULL, next.* FROM (SELECT 1) AS one LEFT JOIN next ON true
    """
    [(ended, *row)] = query(both, [*values, ending.owner, lease_seconds, next_id])
    claimed = claim_from(next_id, ending.owner, tuple(row)) if row[0] is not None else None
    return Turnover(bool(ended), claimed)
