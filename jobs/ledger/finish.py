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
from jobs.ledger.death import Death, announce_death
from jobs.ledger.failure import NONE, Failure
from jobs.ledger.insert import insert
from jobs.ledger.new_job import NewJob
from jobs.ledger.stored_text import storable
from jobs.masking import redact

MAX_REASON = 500

_SUCCEED = """
UPDATE jobs_job SET state = 'succeeded', finished_at = {now}, lease_until = NULL
WHERE id = %s AND fence = %s AND state = 'running'
RETURNING id, attempt, fence, owner, started_at
"""

_END = """
UPDATE jobs_job
SET state = %s, reason = %s, lease_until = NULL, owner = '', run_at = {later}, tries_used = tries_used + %s,
    releases = releases + %s, strikes = CASE WHEN %s THEN 0 ELSE strikes + %s END, {failure}
    due_at = CASE WHEN %s THEN {later} END,
    finished_at = CASE WHEN %s THEN {now} END,
    dead_at = CASE WHEN %s THEN {now} END
WHERE id = %s AND fence = %s AND state = 'running' {expired}
RETURNING id, attempt, fence, owner, started_at
"""

_EXPIRED = "AND lease_until < {now}"

# An end without a failure (released, interrupted, cancelled) leaves the last one readable.
_END_AS_IT_WAS = _END.replace("{failure}", "")
_END_FAILED = _END.replace("{failure}", "error_type = %s, error = %s, fingerprint = %s,")

_ATTEMPT_COLUMNS = """
INSERT INTO jobs_attempt
    (job_id, number, fence, worker, started_at, outcome, ended_at, error_type, error, traceback)
"""
_ATTEMPT_FROM_UPDATE = "SELECT id, attempt, fence, %s::text, started_at, %s, clock_timestamp(), %s, %s, %s FROM ended"
_ATTEMPT_VALUES = "VALUES (%s, %s, %s, %s, %s, %s, {now}, %s, %s, %s) RETURNING job_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How an attempt ended.

    strikes: 1 when the worker died under it. if_expired: write it only if the lease has still run out.
    """

    decision: Decision
    failure: Failure = NONE
    children: Sequence[NewJob] = ()
    strikes: int = 0
    if_expired: bool = False


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
    death = Death(
        job_id=claim.job_id,
        task=claim.task,
        queue=claim.queue,
        arguments=claim.arguments,
        story_id=claim.story_id,
        reason=_reason(end),
        failure=end.failure,
    )
    announce_death(death)


def _write_end(claim: Claim, end: End) -> bool:
    if is_postgresql():
        parts, values = end_statement(claim, end)
        return bool(query(f"WITH {parts} SELECT job_id FROM kept", values))
    statement, values = _update(claim, end)
    kept = [end.failure.error_type, end.failure.error, end.failure.traceback]
    ended = query(statement, values)
    if not ended:
        return False
    job_id, number, fence, _, started_at = ended[0]
    query(
        _ATTEMPT_COLUMNS + _ATTEMPT_VALUES,
        [job_id, number, fence, claim.owner, started_at, end.decision.ending.value, *kept],
    )
    return True


def end_statement(claim: Claim, end: End) -> tuple[str, list[Any]]:
    """PostgreSQL: the parts `ended` and `kept` of a WITH, which write outcome and attempt, and their values."""
    statement, values = _update(claim, end)
    kept = f"{_ATTEMPT_COLUMNS} {_ATTEMPT_FROM_UPDATE} RETURNING job_id"
    failure = end.failure
    values += [claim.owner, end.decision.ending.value, failure.error_type, failure.error, failure.traceback]
    return f"ended AS ({statement}), kept AS ({kept})", values


def _update(claim: Claim, end: End) -> tuple[str, list[Any]]:
    decision, failure = end.decision, end.failure
    if decision.state is State.SUCCEEDED:
        return _SUCCEED, [claim.job_id, claim.fence]
    waits = decision.state in (State.SCHEDULED, State.RETRYING)
    released = decision.state is State.SCHEDULED
    over = decision.state in (State.DEAD, State.CANCELLED)
    delay = decision.delay
    # An attempt that ended by its own doing shows that the job does not kill its worker: deaths count in a row.
    by_itself = decision.counted or released
    values: list[Any] = [decision.state.value, _reason(end), delay, int(decision.counted), int(released)]
    values += [by_itself, end.strikes]
    values += [] if failure is NONE else [failure.error_type, failure.error, failure.fingerprint]
    values += [waits, delay, over, decision.state is State.DEAD, claim.job_id, claim.fence]
    statement = _END_AS_IT_WAS if failure is NONE else _END_FAILED
    return statement.replace("{expired}", _EXPIRED if end.if_expired else ""), values


def _reason(end: End) -> str:
    """Words of a task: they may hold anything."""
    return storable(redact(end.decision.reason), MAX_REASON)
