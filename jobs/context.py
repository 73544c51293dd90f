"""What the running code knows about its job and its story; carried by context variables, inherited by enqueues."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from jobs.ledger.new_job import NewJob


def boottime() -> float:
    """Seconds on a clock that goes on while the machine sleeps; only differences mean something."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(slots=True, kw_only=True)
class RunContext:
    """The running job. `buffer` holds what it enqueued: written with its finish, so a second attempt doubles nothing."""

    job_id: UUID
    task: str
    queue: str
    attempt: int
    tries: int
    story_id: UUID
    fence: int = 0
    lease_ends: float = float("inf")
    buffer: list[NewJob] = field(default_factory=list)


_run: ContextVar[RunContext | None] = ContextVar("signalbox_run", default=None)
_story: ContextVar[UUID | None] = ContextVar("signalbox_story", default=None)


def current() -> RunContext | None:
    """The job that this code runs in, or `None`."""
    return _run.get()


def current_story() -> UUID | None:
    """The story that enqueues made here belong to, or `None`."""
    return _story.get()


@contextmanager
def running(context: RunContext) -> Iterator[RunContext]:
    """Make `context` the running job, and its story the current one."""
    token = _run.set(context)
    try:
        with in_story(context.story_id):
            yield context
    finally:
        _run.reset(token)


@contextmanager
def in_story(story_id: UUID) -> Iterator[None]:
    """Everything enqueued or called inside belongs to `story_id`."""
    token = _story.set(story_id)
    try:
        yield
    finally:
        _story.reset(token)


def log_context() -> dict[str, str]:
    """What each log line says about where it was written: job, task, attempt, queue, story."""
    found: dict[str, str] = {}
    if (run := _run.get()) is not None:
        found = {"job": str(run.job_id), "task": run.task, "attempt": str(run.attempt), "queue": run.queue}
    if (story := _story.get()) is not None:
        found["story"] = str(story)
    return found
