"""What waits for a time becomes ready, once, whoever looks."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from jobs.definition.outcomes import Release
from jobs.handoff import Ready
from jobs.ledger import due
from jobs.ledger.database import _rendered
from jobs.ledger.decisions import cancel
from jobs.ledger.due import move_due
from jobs.ledger.insert import insert
from jobs.models import Job
from tests.jobs.builders import JUDGE, age, at_once, claimed, ended, new_job, row

pytestmark = pytest.mark.django_db(transaction=True)


def test_only_what_is_due_moves(handed_over: list[Ready]) -> None:
    soon, later = new_job(delay=5.0, queue="high"), new_job(delay=500.0)
    insert([soon, later])
    assert move_due() == 0
    age("jobs_job", "due_at", 6)
    assert move_due() == 1
    assert (row(soon.id).state, row(soon.id).due_at) == ("queued", None)
    assert row(later.id).state == "scheduled"
    assert handed_over == [Ready(soon.id, "high")]


def test_retries_and_releases_come_back() -> None:
    first, second = claimed(), claimed()
    ended(first, JUDGE.raised(ValueError()))
    ended(second, JUDGE.raised(Release(5)))
    age("jobs_job", "due_at", 60)
    assert move_due() == 2
    assert {row(first.job_id).state, row(second.job_id).state} == {"queued"}


def test_a_cancelled_job_stays_cancelled() -> None:
    job = new_job(delay=5.0)
    insert([job])
    cancel(job.id, "test")
    age("jobs_job", "run_at", 60)
    assert move_due() == 0
    assert row(job.id).state == "cancelled"


def test_any_number_of_processes_move_each_job_once(handed_over: list[Ready]) -> None:
    insert([new_job(delay=1.0) for _ in range(60)])
    age("jobs_job", "due_at", 2)
    assert sum(at_once(6, lambda _: move_due(limit=100))) == 60
    assert len(handed_over) == len(set(handed_over)) == 60


def test_one_call_moves_no_more_than_its_limit_the_longest_due_first() -> None:
    insert([new_job(delay=float(seconds)) for seconds in (3, 1, 2)])
    age("jobs_job", "due_at", 10)
    assert move_due(limit=2) == 2
    left = Job.objects.get(state="scheduled")
    assert left.due_at == max(job.due_at for job in Job.objects.all() if job.due_at)
    assert move_due(limit=2) == 1


def test_what_killed_three_workers_goes_back_to_quarantine(handed_over: list[Ready]) -> None:
    mine = claimed()
    ended(mine, JUDGE.raised(ValueError()))
    Job.objects.update(strikes=3)
    age("jobs_job", "due_at", 60)
    handed_over.clear()
    assert move_due() == 1
    assert (row(mine.job_id).state, row(mine.job_id).reason) == ("held", "quarantine")
    assert handed_over == []


@pytest.mark.postgres
def test_due_jobs_are_found_without_reading_the_future_ones() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + _rendered(due._MOVE_DUE, "postgresql"), [500])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Cond: ((due_at IS NOT NULL) AND (due_at <= " in plan or "Index Cond: (due_at <= " in plan, plan
