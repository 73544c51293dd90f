"""What staff decide about dead and waiting jobs: retry, discard, cancel."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction

from jobs import handoff
from jobs.definition.errors import IllegalTransition, UniqueTaken
from jobs.definition.states import State, check_transition
from jobs.ledger.database import query
from jobs.ledger.finish import MAX_REASON
from jobs.ledger.insert import holder_of
from jobs.ledger.stored_text import storable

_RETRY = """
UPDATE jobs_job
SET state = 'queued', reason = '', tries_used = 0, strikes = 0, releases = 0, run_at = {now}, due_at = NULL,
    finished_at = NULL, dead_at = NULL
WHERE id = %s AND state = 'dead' RETURNING queue
"""
_DISCARD = (
    "UPDATE jobs_job SET state = 'cancelled', reason = %s, dead_at = NULL WHERE id = %s AND state = 'dead' RETURNING id"
)
_CANCEL = """
UPDATE jobs_job SET state = 'cancelled', reason = %s, finished_at = {now}, due_at = NULL
WHERE id = %s AND state IN ('scheduled', 'queued', 'retrying', 'held') RETURNING id
"""


def retry(job_id: UUID) -> None:
    """The next attempt of a dead job, with a fresh budget; attempt numbers go on.

    Raises `IllegalTransition` when it is not dead, `UniqueTaken` when another living job holds its unique key.
    """
    try:
        with transaction.atomic():
            found = query(_RETRY, [job_id])
            handoff.announce([handoff.Ready(job_id, queue) for (queue,) in found])
    except IntegrityError:
        key = _unique_key(job_id)
        if (holder := holder_of(key)) is None:
            raise  # it ended in this very moment: the caller may simply try again
        raise UniqueTaken(key, holder) from None
    if not found:
        _refuse(job_id, State.QUEUED)


def discard(job_id: UUID, why: str) -> None:
    """A person decided that a dead job needs no further attempt; raises `IllegalTransition` when it is not dead."""
    if not query(_DISCARD, [storable(f"discarded: {why}", MAX_REASON), job_id]):
        _refuse(job_id, State.CANCELLED, only=State.DEAD)


def cancel(job_id: UUID, why: str) -> None:
    """Stop a waiting job from running; raises `IllegalTransition` when it runs or has ended."""
    if not query(_CANCEL, [storable(f"cancelled: {why}", MAX_REASON), job_id]):
        _refuse(job_id, State.CANCELLED)


def _refuse(job_id: UUID, new: State, only: State | None = None) -> None:
    found = query("SELECT state FROM jobs_job WHERE id = %s", [job_id])
    old = State(found[0][0]) if found else None
    if old is None or only not in (None, old):
        raise IllegalTransition(old.value if old else "nothing", new.value)
    check_transition(old, new)
    raise IllegalTransition(old.value, new.value)


def _unique_key(job_id: UUID) -> str:
    found = query("SELECT unique_key FROM jobs_job WHERE id = %s", [job_id])
    return str(found[0][0]) if found else ""
