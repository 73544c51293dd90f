"""The effect ledger's rows: each change is one conditional statement in its own transaction."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from jobs.ledger.database import as_uuid, execute, is_postgresql, query
from jobs.ledger.stored_text import storable

MAX_ERROR = 1000


@dataclass(frozen=True, slots=True)
class EffectRow:
    """An effect as found. `wait` is how many seconds are left until it may be looked up; negative when over."""

    state: str
    token: UUID
    result: str
    wait: float


_LEASE = "SELECT 1 FROM jobs_job WHERE id = %s AND fence = %s AND state = 'running' AND lease_until > {now}"
_BEGIN = f"""
INSERT INTO jobs_effect (key, state, token, calls, result, error, job_id, story_id, started_at, wait_until)
SELECT %s, 'started', %s, 1, '', '', %s, %s, {{now}}, {{later}} WHERE EXISTS ({_LEASE})
ON CONFLICT (key) DO NOTHING RETURNING key
"""
_AGAIN = f"""
UPDATE jobs_effect
SET state = 'started', token = %s, calls = calls + 1, job_id = %s, started_at = {{now}}, wait_until = {{later}},
    ended_at = NULL, error = ''
WHERE key = %s AND token = %s AND (state = 'refused' OR state = 'started' AND wait_until <= {{now}})
    AND EXISTS ({_LEASE})
RETURNING key
"""
_SECONDS_LEFT_POSTGRESQL = "EXTRACT(EPOCH FROM wait_until - {now})"
_SECONDS_LEFT_SQLITE = "(julianday(wait_until) - julianday({now})) * 86400.0"


def begin(key: str, token: UUID, seconds: float, *, job_id: UUID, fence: int, story_id: UUID) -> bool:
    """Commit that a call is about to be made; `False` when the key is known or the lease is gone."""
    return bool(query(_BEGIN, [key, token, job_id, story_id, seconds, job_id, fence]))


def begin_again(key: str, old: UUID, new: UUID, seconds: float, *, job_id: UUID, fence: int) -> bool:
    """Take over a call that certainly had no effect; `False` when somebody else did, or the lease is gone."""
    return bool(query(_AGAIN, [new, job_id, seconds, key, old, job_id, fence]))


def find(key: str) -> EffectRow | None:
    """The row of an effect, or `None`."""
    left = _SECONDS_LEFT_POSTGRESQL if is_postgresql() else _SECONDS_LEFT_SQLITE
    found = query(f"SELECT state, token, result, {left} FROM jobs_effect WHERE key = %s", [key])
    return EffectRow(found[0][0], as_uuid(found[0][1]), found[0][2], float(found[0][3])) if found else None


def has_lease(job_id: UUID, fence: int) -> bool:
    """Whether the job is still ours."""
    return bool(query(_LEASE, [job_id, fence]))


def done(key: str, token: UUID, result: str) -> bool:
    """It happened; `result` is JSON."""
    return _end(key, token, "done", result, "")


def refused(key: str, token: UUID, error: str) -> bool:
    """It certainly did not happen."""
    return _end(key, token, "refused", "", error)


def unknown(key: str, token: UUID, error: str) -> bool:
    """Nobody can tell; a person decides."""
    return _end(key, token, "unknown", "", error)


def wait_at_least(key: str, token: UUID, seconds: float, error: str) -> None:
    """The call has ended without an answer: what it set off may take `seconds` from now to settle.

    Never shortens the wait that began with the call: a connection may break while the provider is still at work.
    """
    statement = """
    UPDATE jobs_effect
    SET wait_until = CASE WHEN wait_until < {later} THEN {later} ELSE wait_until END, error = %s
    WHERE key = %s AND token = %s AND state = 'started'
    """
    execute(statement, [seconds, seconds, storable(error, MAX_ERROR), key, token])


def settle(key: str, *, happened: bool, result: str = "") -> bool:
    """What a person found out about an unknown effect; `False` when it is not unknown.

    happened: `result` is the JSON that the call would have given, which later attempts go on with. Not happened: the
    next attempt calls again.
    """
    statement = """
    UPDATE jobs_effect SET state = %s, result = %s, ended_at = {now} WHERE key = %s AND state = 'unknown'
    """
    state = "done" if happened else "refused"
    return execute(statement, [state, result if happened else "", key]) == 1


def _end(key: str, token: UUID, state: str, result: str, error: str) -> bool:
    statement = """
    UPDATE jobs_effect SET state = %s, result = %s, error = %s, ended_at = {now}
    WHERE key = %s AND token = %s AND state = 'started'
    """
    return execute(statement, [state, result, storable(error, MAX_ERROR), key, token]) == 1
