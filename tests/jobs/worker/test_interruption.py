"""What counts as an interruption, and for how long."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import InterfaceError, OperationalError

from jobs.context import boottime
from jobs.definition.policy import Policy
from jobs.definition.registry import Definition
from jobs.ledger.finish import finish
from jobs.models import Attempt
from jobs.worker.interruption import MOST_IN_A_ROW
from jobs.worker.run_one import Run
from tests.jobs.builders import queued, row, taken

pytestmark = pytest.mark.django_db(transaction=True)
POLICY = Policy(tries=2, timeout=5)


def _run(job_id: UUID, function: Callable[..., Any]) -> str:
    """One attempt; returns the state the job is in then."""
    mine = taken(job_id)
    end = Run(mine, Definition("toy", function, POLICY), POLICY, boottime() + 30).execute()
    assert end is not None
    assert finish(mine, end)
    return row(job_id).state


def _says_that_the_database_is_away() -> None:
    raise InterfaceError("connection already closed")


def test_a_job_that_finds_the_database_away_runs_again_uncounted() -> None:
    job = queued()
    assert _run(job.id, _says_that_the_database_is_away) == "queued"
    assert row(job.id).tries_used == 0


def test_a_job_that_is_always_interrupted_counts_after_ten_times() -> None:
    job = queued()
    states = [_run(job.id, _says_that_the_database_is_away) for _ in range(MOST_IN_A_ROW + 1)]
    assert states == ["queued"] * MOST_IN_A_ROW + ["retrying"]
    assert row(job.id).tries_used == 1


def test_stops_by_a_person_never_add_up() -> None:
    job = queued()
    for _ in range(MOST_IN_A_ROW):
        _run(job.id, _says_that_the_database_is_away)
    Attempt.objects.filter(job_id=job.id, number=3).update(error_type="")  # as a stop leaves it
    assert _run(job.id, _says_that_the_database_is_away) == "queued"


def test_a_lock_on_sqlite_is_an_interruption() -> None:
    def waits_in_vain() -> None:
        raise OperationalError("database is locked")

    assert _run(queued().id, waits_in_vain) == "queued"


def test_an_error_of_the_jobs_own_is_none() -> None:
    def fails() -> None:
        raise ValueError("no")

    assert _run(queued().id, fails) == "retrying"


@pytest.mark.parametrize("kind", [KeyboardInterrupt, GeneratorExit, SystemExit])
def test_no_exception_of_a_task_ends_its_worker(kind: type[BaseException]) -> None:
    def raises() -> None:
        raise kind

    assert _run(queued().id, raises) == "retrying"
