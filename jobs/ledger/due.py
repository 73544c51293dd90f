"""What waits for a time becomes ready when the time has come."""

from __future__ import annotations

from django.db import transaction

from jobs import handoff
from jobs.ledger.database import as_uuid, query

_MOVE_DUE = """
UPDATE jobs_job SET state = 'queued', due_at = NULL, run_at = {now}, reason = ''
WHERE id IN (SELECT id FROM jobs_job WHERE due_at IS NOT NULL AND due_at <= {now} ORDER BY due_at LIMIT %s {locking})
    AND state IN ('scheduled', 'retrying')
RETURNING id, queue
"""


def move_due(limit: int = 500) -> int:
    """Make due jobs ready and hand them over; returns how many. Any number of processes may call it at once."""
    with transaction.atomic():
        moved = query(_MOVE_DUE, [limit])
        handoff.announce([handoff.Ready(as_uuid(job_id), queue) for job_id, queue in sorted(moved)])
    return len(moved)
