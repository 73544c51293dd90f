"""Held jobs: newer code, quarantine, and the end of what nobody knows."""

from __future__ import annotations

from threading import Event, Thread
from uuid import UUID

import pytest
from django.db import connection, transaction

from jobs import signals
from jobs.definition.decide import STRIKES_BEFORE_POISON, STRIKES_BEFORE_QUARANTINE
from jobs.handoff import Ready
from jobs.ledger.hold import hold_claimed, release_quarantined, resume, resume_versions
from jobs.ledger.reap import free_one
from jobs.models import Attempt, Job
from tests.jobs.builders import JUDGE, age, at_once, claimed, ended, queued, row, taken

pytestmark = pytest.mark.django_db(transaction=True)


def test_holding_undoes_the_claim() -> None:
    mine = claimed()
    assert hold_claimed(mine, "version")
    found = row(mine.job_id)
    assert (found.state, found.reason, found.attempt, found.owner) == ("held", "version", 0, "")
    assert found.lease_until is None
    assert not Attempt.objects.exists()
    assert resume(mine.job_id)
    again = taken(mine.job_id)
    assert (again.attempt, again.fence) == (1, 2)


def test_a_job_is_resumed_once(handed_over: list[Ready]) -> None:
    mine = claimed()
    hold_claimed(mine, "version")
    handed_over.clear()
    assert sorted(at_once(5, lambda _: resume(mine.job_id))) == [False] * 4 + [True]
    assert handed_over == [Ready(mine.job_id, "default")]


def test_newer_code_resumes_what_older_code_held() -> None:
    mine = claimed(version=2)
    hold_claimed(mine, "version")
    age("jobs_job", "run_at", 100_000)
    assert resume_versions({"toy": 1}) == 0
    assert row(mine.job_id).state == "held"
    assert resume_versions({"toy": 2}) == 1
    assert row(mine.job_id).state == "queued"


def test_an_unknown_task_is_buried_after_fifteen_minutes() -> None:
    heard: list[str] = []

    def listen(*, reason: str, **_: object) -> None:
        heard.append(reason)

    mine = claimed(task="send_fax")
    hold_claimed(mine, "version")
    age("jobs_job", "run_at", 890)
    assert resume_versions({"toy": 1}) == 0
    age("jobs_job", "run_at", 20)
    signals.job_died.connect(listen)
    try:
        assert resume_versions({"toy": 1}) == 1
    finally:
        signals.job_died.disconnect(listen)
    found = row(mine.job_id)
    assert found.state == "dead"
    assert found.reason == "no code in the fleet knows the task 'send_fax'; was it renamed or removed?"
    assert (found.error_type, heard) == ("UnknownTask", [found.reason])
    assert found.dead_at is not None
    assert found.finished_at is not None
    assert resume_versions({"toy": 1}) == 0


def test_other_reasons_are_not_for_newer_code_to_resume() -> None:
    hold_claimed(claimed(), "paused")
    assert resume_versions({"toy": 9}) == 0


def die(job_id: UUID, times: int) -> None:
    for _ in range(times):
        found = Job.objects.get(pk=job_id)
        if found.state == "held":
            assert release_quarantined()
        assert free_one(taken(found.pk), "killed by signal 9")


def test_a_lost_job_runs_again_and_its_attempts_are_kept(handed_over: list[Ready]) -> None:
    job = queued()
    handed_over.clear()
    die(job.id, 2)
    found = row(job.id)
    assert (found.state, found.strikes, found.tries_used, found.attempt) == ("queued", 2, 0, 2)
    assert (found.error_type, found.error) == ("WorkerDied", "killed by signal 9")
    assert list(Attempt.objects.values_list("outcome", "error_type")) == [("lost", "WorkerDied")] * 2
    assert handed_over == [Ready(job.id, "default")] * 2


def test_the_third_death_means_quarantine_and_the_sixth_poison() -> None:
    job = queued()
    die(job.id, STRIKES_BEFORE_QUARANTINE)
    assert (row(job.id).state, row(job.id).reason) == ("held", "quarantine")
    die(job.id, STRIKES_BEFORE_POISON - STRIKES_BEFORE_QUARANTINE)
    found = row(job.id)
    assert found.state == "dead"
    assert found.reason.startswith("poison: 6 workers died running it")
    assert Attempt.objects.count() == 6


def in_quarantine(count: int) -> list[UUID]:
    jobs = [queued().id for _ in range(count)]
    for job_id in jobs:
        die(job_id, STRIKES_BEFORE_QUARANTINE)
    return jobs


def test_quarantined_jobs_run_one_at_a_time_oldest_first() -> None:
    first, second = in_quarantine(2)
    assert release_quarantined()
    assert not release_quarantined(), "the first one is on its way"
    mine = taken(first)
    assert not release_quarantined(), "the first one runs"
    ended(mine, JUDGE.succeeded())
    assert release_quarantined()
    assert row(second).state == "queued"


def test_of_many_processes_one_releases_one_job() -> None:
    in_quarantine(6)
    assert sum(at_once(10, lambda _: release_quarantined())) == 1
    assert Job.objects.filter(state="queued").count() == 1


def test_an_empty_quarantine_releases_nothing() -> None:
    queued()
    assert not release_quarantined()


@pytest.mark.postgres
def test_an_older_job_that_joins_the_quarantine_waits_for_the_one_being_released() -> None:
    older = queued()
    die(older.id, STRIKES_BEFORE_QUARANTINE - 1)
    running = taken(older.id)
    in_quarantine(1)
    joined = Event()
    answers: list[bool] = []

    def join_and_release() -> None:
        try:
            free_one(running, "killed by signal 9")
            joined.set()
            answers.append(release_quarantined())
        finally:
            connection.close()

    other = Thread(target=join_and_release)
    with transaction.atomic():
        assert release_quarantined()
        other.start()
        assert joined.wait(10)
        other.join(0.5)  # it must not get through before the commit
    other.join(10)
    assert answers == [False]
    assert row(older.id).state == "held"
