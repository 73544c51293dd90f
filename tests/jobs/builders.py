"""Jobs at every station of their life, and many threads at one door."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from threading import Barrier
from typing import Any, TypeVar
from uuid import UUID

from django.db import connection, connections, transaction

from jobs.context import RunContext
from jobs.definition.decide import Decision, Judge
from jobs.definition.policy import Policy
from jobs.ids import new_id
from jobs.ledger.claim import Claim, claim
from jobs.ledger.finish import End, finish
from jobs.ledger.insert import insert
from jobs.ledger.new_job import NewJob
from jobs.models import Job

T = TypeVar("T")
LEASE_SECONDS = 30.0
JUDGE = Judge(Policy(tries=3), failures=0)


def new_job(**changes: Any) -> NewJob:
    """A job of the task `toy` that is about to be written."""
    given: dict[str, Any] = {"task": "toy", "queue": "default", "arguments": "{}", "version": 1, "story_id": new_id()}
    return NewJob(**(given | changes))


def queued(**changes: Any) -> NewJob:
    """A job that a worker may take."""
    job = new_job(**changes)
    assert insert([job]) == {job.id}
    return job


def claimed(owner: str = "worker-1", lease_seconds: float = LEASE_SECONDS, **changes: Any) -> Claim:
    """A job that runs under a lease of `owner`."""
    return taken(queued(**changes).id, owner, lease_seconds)


def taken(job_id: UUID, owner: str = "worker-1", lease_seconds: float = LEASE_SECONDS) -> Claim:
    """The claim of a job that is free to take."""
    found = claim(job_id, owner, lease_seconds)
    assert found is not None, "the job could not be claimed"
    return found


def dead(**changes: Any) -> UUID:
    """A job whose attempts are used up."""
    mine = claimed(**changes)
    assert finish(mine, End(decision=Judge(Policy(tries=1), failures=0).raised(ValueError("no"))))
    return mine.job_id


def ended(mine: Claim, decision: Decision, **changes: Any) -> bool:
    """Write the end of an attempt."""
    return finish(mine, End(decision=decision, **changes))


def row(job_id: UUID) -> Job:
    """What the ledger says now."""
    return Job.objects.get(pk=job_id)


def run_context(mine: Claim, **changes: Any) -> RunContext:
    """What the code of a claimed job knows about itself."""
    given: dict[str, Any] = {
        "job_id": mine.job_id,
        "task": mine.task,
        "queue": mine.queue,
        "attempt": mine.attempt,
        "tries": 3,
        "story_id": mine.story_id,
        "fence": mine.fence,
    }
    return RunContext(**(given | changes))


def age(table: str, column: str, seconds: float) -> None:
    """Move a time of every row into the past, by the database's own arithmetic."""
    if connection.vendor == "postgresql":
        statement = f"UPDATE {table} SET {column} = {column} - make_interval(secs => {seconds})"
    else:
        form = "%Y-%m-%d %H:%M:%f000"
        statement = f"UPDATE {table} SET {column} = strftime('{form}', {column}, '-{seconds} seconds')"
    with connection.cursor() as cursor:
        cursor.execute(statement)


@contextmanager
def rolled_back() -> Iterator[None]:
    """A transaction whose author changes his mind."""
    with suppress(_ChangedHisMind), transaction.atomic():
        yield
        raise _ChangedHisMind


class _ChangedHisMind(Exception):
    pass


def at_once(count: int, act: Callable[[int], T]) -> list[T]:
    """What `count` threads got that called `act(index)` at the same moment, each on a connection of its own."""
    gate = Barrier(count)

    def enter(index: int) -> T:
        try:
            connection.ensure_connection()
            gate.wait(timeout=20)
            return act(index)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(enter, range(count)))
