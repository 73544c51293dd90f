"""The states of a job, how an attempt can end, and the one table of legal transitions."""

from __future__ import annotations

from enum import StrEnum

from jobs.definition.errors import IllegalTransition


class State(StrEnum):
    """Where a job stands."""

    SCHEDULED = "scheduled"  # waits for a time
    QUEUED = "queued"  # ready, a worker may take it
    RUNNING = "running"  # claimed by a worker, under a lease
    RETRYING = "retrying"  # an attempt failed, the next one is due later
    HELD = "held"  # waits for a condition, not a time
    SUCCEEDED = "succeeded"
    DEAD = "dead"  # a person decides
    CANCELLED = "cancelled"


class Ending(StrEnum):
    """How an attempt ended."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    TIMEOUT = "timeout"
    RELEASED = "released"
    LOST = "lost"  # its worker died
    INTERRUPTED = "interrupted"  # stop, or database or Redis away: not counted
    CANCELLED = "cancelled"


WAITING = frozenset({State.SCHEDULED, State.QUEUED, State.RETRYING, State.HELD})
FINAL = frozenset({State.SUCCEEDED, State.DEAD, State.CANCELLED})

TRANSITIONS: dict[State, frozenset[State]] = {
    State.SCHEDULED: frozenset({State.QUEUED, State.HELD, State.CANCELLED, State.DEAD}),
    State.QUEUED: frozenset({State.RUNNING, State.HELD, State.CANCELLED, State.DEAD}),
    State.RUNNING: frozenset(
        {State.SUCCEEDED, State.RETRYING, State.SCHEDULED, State.QUEUED, State.HELD, State.DEAD, State.CANCELLED}
    ),
    State.RETRYING: frozenset({State.QUEUED, State.HELD, State.CANCELLED, State.DEAD}),
    State.HELD: frozenset({State.QUEUED, State.CANCELLED, State.DEAD}),
    State.SUCCEEDED: frozenset(),
    State.DEAD: frozenset({State.QUEUED, State.CANCELLED}),  # retry; discard
    State.CANCELLED: frozenset(),
}


def check_transition(old: State, new: State) -> None:
    """Raise `IllegalTransition` unless a job may go from `old` to `new`."""
    if new not in TRANSITIONS[old]:
        raise IllegalTransition(old.value, new.value)
