"""What waits for a time becomes ready when the time has come."""

from __future__ import annotations

from django.db import transaction

from jobs import handoff
from jobs.definition.decide import STRIKES_BEFORE_QUARANTINE
from jobs.ledger.database import as_uuid, query

# The clock stands in a subquery because it is read once then: compared with `clock_timestamp()` itself, which may change
# from row to row, PostgreSQL would read the whole index, every future reminder included. What killed three workers goes
# back to quarantine whatever it waited for.
_MOVE_DUE = f"""
WITH due AS MATERIALIZED (
    SELECT id FROM jobs_job WHERE due_at IS NOT NULL AND due_at <= (SELECT {{now}}) ORDER BY due_at LIMIT %s {{locking}}
)
UPDATE jobs_job
SET due_at = NULL, run_at = {{now}},
    state = CASE WHEN strikes < {STRIKES_BEFORE_QUARANTINE} THEN 'queued' ELSE 'held' END,
    reason = CASE WHEN strikes < {STRIKES_BEFORE_QUARANTINE} THEN '' ELSE 'quarantine' END
WHERE id IN (SELECT id FROM due) AND state IN ('scheduled', 'retrying')
RETURNING id, queue, state
"""


def move_due(limit: int = 500) -> int:
    """Make due jobs ready and hand them over; returns how many. Any number of processes may call it at once."""
    with transaction.atomic():
        moved = query(_MOVE_DUE, [limit])
        ready = [handoff.Ready(as_uuid(job_id), queue) for job_id, queue, state in moved if state == "queued"]
        handoff.announce(sorted(ready))
    return len(moved)
