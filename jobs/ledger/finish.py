"""The end of an attempt: outcome, attempt row and everything the job enqueued, in one fenced transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from jobs import handoff
from jobs.definition.decide import Decision
from jobs.definition.states import State
from jobs.ledger.claim import Claim
from jobs.ledger.database import is_postgresql, query
from jobs.ledger.death import announce_death
from jobs.ledger.failure import NONE, Failure
from jobs.ledger.insert import insert
from jobs.ledger.new_job import NewJob

_SUCCEED = """
UPDATE jobs_job SET state = 'succeeded', finished_at = {now}, lease_until = NULL
WHERE id = %s AND fence = %s AND state = 'running'
RETURNING id, attempt, fence, owner, started_at
"""

_END = """
UPDATE jobs_job
SET state = %s, reason = %s, lease_until = NULL, owner = '', run_at = {later}, tries_used = tries_used + %s,
    releases = releases + %s, strikes = strikes + %s, error_type = %s, error = %s, fingerprint = %s,
    due_at = CASE WHEN %s THEN {later} END,
    finished_at = CASE WHEN %s THEN {now} END,
    dead_at = CASE WHEN %s THEN {now} END
WHERE id = %s AND fence = %s AND state = 'running'
RETURNING id, attempt, fence, owner, started_at
"""

_ATTEMPT_COLUMNS = """
INSERT INTO jobs_attempt
    (job_id, number, fence, worker, started_at, outcome, ended_at, error_type, error, traceback)
"""
_ATTEMPT_FROM_UPDATE = "SELECT id, attempt, fence, %s::text, started_at, %s, clock_timestamp(), %s, %s, %s FROM ended"
_ATTEMPT_VALUES = "VALUES (%s, %s, %s, %s, %s, %s, {now}, %s, %s, %s) RETURNING job_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How an attempt ended. `strikes` is 1 when the worker died under it."""

    decision: Decision
    failure: Failure = NONE
    children: Sequence[NewJob] = ()
    strikes: int = 0


def finish(claim: Claim, end: End) -> bool:
    """Write the end of the attempt; `False` when the fence has moved on: then nothing at all is written."""
    decision = end.decision
    alone = not end.children and decision.state in (State.SUCCEEDED, State.SCHEDULED, State.RETRYING)
    if alone and is_postgresql():
        return _write_end(claim, end)  # one statement is its own transaction
    with transaction.atomic():
        if not _write_end(claim, end):
            return False
        insert(end.children)
        if decision.state is State.QUEUED:
            handoff.announce([handoff.Ready(claim.job_id, claim.queue)])
        if decision.state is State.DEAD:
            _announce(claim, end)
    return True


def _announce(claim: Claim, end: End) -> None:
    announce_death(
        job_id=claim.job_id,
        task=claim.task,
        queue=claim.queue,
        arguments=claim.arguments,
        story_id=claim.story_id,
        reason=end.decision.reason,
        failure=end.failure,
    )


def _write_end(claim: Claim, end: End) -> bool:
    statement, values = _update(claim, end)
    kept = [end.failure.error_type, end.failure.error, end.failure.traceback]
    outcome = end.decision.ending.value
    if is_postgresql():
        both = f"WITH ended AS ({statement}) {_ATTEMPT_COLUMNS} {_ATTEMPT_FROM_UPDATE} RETURNING job_id"
        return bool(query(both, [*values, claim.owner, outcome, *kept]))
    ended = query(statement, values)
    if not ended:
        return False
    job_id, number, fence, _, started_at = ended[0]
    query(_ATTEMPT_COLUMNS + _ATTEMPT_VALUES, [job_id, number, fence, claim.owner, started_at, outcome, *kept])
    return True


def _update(claim: Claim, end: End) -> tuple[str, list[Any]]:
    decision, failure = end.decision, end.failure
    if decision.state is State.SUCCEEDED:
        return _SUCCEED, [claim.job_id, claim.fence]
    waits = decision.state in (State.SCHEDULED, State.RETRYING)
    released = decision.state is State.SCHEDULED
    over = decision.state in (State.DEAD, State.CANCELLED)
    delay = decision.delay
    values: list[Any] = [decision.state.value, decision.reason[:500], delay, int(decision.counted), int(released)]
    values += [end.strikes, failure.error_type[:200], failure.error, failure.fingerprint]
    values += [waits, delay, over, decision.state is State.DEAD, claim.job_id, claim.fence]
    return _END, values
