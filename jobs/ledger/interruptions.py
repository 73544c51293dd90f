"""How often in a row a job said that the database or Redis was away."""

from __future__ import annotations

from itertools import takewhile

from jobs.ledger.claim import Claim
from jobs.ledger.database import query

_LAST = "SELECT outcome, error_type FROM jobs_attempt WHERE job_id = %s AND number >= %s ORDER BY number DESC"


def interrupted_in_a_row(claim: Claim, limit: int) -> int:
    """How many of the job's last `limit` attempts were interrupted by an error; one that a stop ended has none."""
    rows = query(_LAST, [claim.job_id, claim.attempt - limit])
    return sum(1 for _ in takewhile(lambda row: row[0] == "interrupted" and row[1], rows))
