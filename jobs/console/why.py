"""Why a job stands where it stands: one sentence, in the words of staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from jobs.console.words import clock, day, duration
from jobs.definition.states import State
from jobs.queries.jobs import JobRow

HELD_BECAUSE = {
    "version": "Waits for a newer worker: payload version {job.version}, or a task the workers do not know",
    "quarantine": "In quarantine: its worker died {job.strikes} times; it runs alone next",
}


def why(job: JobRow, now: datetime) -> str:
    """The sentence for a row; never empty."""
    return _SENTENCES[State(job.state)](job, now)


def death(job: JobRow) -> str:
    """The headline of a dead job: on which attempt, and what was decisive."""
    of = f" of {job.tries}" if job.tries else ""
    reason = f": {job.reason}" if job.reason else ""
    return f"Dead on attempt {job.attempt}{of}{reason}."


def _queued(job: JobRow, now: datetime) -> str:
    waited = (now - job.run_at).total_seconds()
    since = f"Ready for {duration(int(waited))}" if waited >= 1 else "Ready"
    return f"{since}; {job.reason}" if job.reason else since


def _scheduled(job: JobRow, now: datetime) -> str:
    if job.releases:
        return f"Released{': ' + job.reason if job.reason else ''}, again {_when(job.due_at or job.run_at, now)}"
    return f"Runs {_when(job.due_at or job.run_at, now)}"


def _running(job: JobRow, now: datetime) -> str:
    if job.lease_until is not None and job.lease_until < now:
        return (
            f"Its worker {job.owner} is silent; the lease ended {duration((now - job.lease_until).total_seconds())} ago"
        )
    return f"On {job.owner}" if job.owner else "Running"


def _when(moment: datetime, now: datetime) -> str:
    seconds = (moment - now).total_seconds()
    if seconds <= 0:
        return "now due"
    if seconds < 3600:
        return f"in {duration(int(seconds) if seconds >= 1 else seconds)}"
    return f"at {clock(moment)}" if seconds < 43_200 else f"on {day(moment)}"


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _retrying(job: JobRow, now: datetime) -> str:
    return f"{job.error_type or 'The attempt failed'}; next try {_when(job.due_at or job.run_at, now)}"


def _held(job: JobRow, _now: datetime) -> str:
    return HELD_BECAUSE.get(job.reason, "{job.reason}").format(job=job) or "Held"


def _dead(job: JobRow, _now: datetime) -> str:
    return f"{job.error_type}: {job.error}" if job.error_type else _sentence(job.reason) or "Dead"


_SENTENCES: dict[State, Callable[[JobRow, datetime], str]] = {
    State.SCHEDULED: _scheduled,
    State.QUEUED: _queued,
    State.RUNNING: _running,
    State.RETRYING: _retrying,
    State.HELD: _held,
    State.DEAD: _dead,
    State.SUCCEEDED: lambda _job, _now: "Done",
    State.CANCELLED: lambda job, _now: _sentence(job.reason) or "Cancelled",
}
