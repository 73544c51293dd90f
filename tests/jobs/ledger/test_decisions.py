"""What staff decide: retry, discard, cancel."""

from __future__ import annotations

import pytest
from django.db import transaction

from jobs.definition.errors import IllegalTransition, UniqueTaken
from jobs.handoff import Ready
from jobs.ids import new_id
from jobs.ledger.claim import claim
from jobs.ledger.decisions import cancel, discard, retry
from jobs.ledger.hold import hold_claimed
from jobs.ledger.insert import insert
from jobs.models import FailedJob, Job
from tests.jobs.builders import JUDGE, at_once, claimed, dead, ended, new_job, queued, row, taken

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_dead_job_can_be_retried_once(handed_over: list[Ready]) -> None:
    job_id = dead()
    handed_over.clear()
    retry(job_id)
    found = row(job_id)
    assert (found.state, found.tries_used, found.strikes, found.attempt) == ("queued", 0, 0, 1)
    assert (found.finished_at, found.dead_at, found.reason) == (None, None, "")
    assert handed_over == [Ready(job_id, "default")]
    with pytest.raises(IllegalTransition):
        retry(job_id)


def test_attempt_numbers_go_on_after_a_retry() -> None:
    job_id = dead()
    retry(job_id)
    assert taken(job_id).attempt == 2


def test_of_ten_people_who_retry_one_succeeds() -> None:
    job_id = dead()

    def press(_: int) -> bool:
        try:
            retry(job_id)
        except IllegalTransition:
            return False
        return True

    assert sum(at_once(10, press)) == 1


def test_a_retry_names_the_job_that_holds_the_unique_key(handed_over: list[Ready]) -> None:
    job_id = dead(unique_key="toy:7")
    holder = queued(unique_key="toy:7")
    handed_over.clear()
    with pytest.raises(UniqueTaken, match=str(holder.id)) as caught:
        retry(job_id)
    assert (caught.value.holder, caught.value.key) == (holder.id, "toy:7")
    assert row(job_id).state == "dead"
    assert handed_over == []


def test_a_refused_retry_leaves_the_surrounding_transaction_usable() -> None:
    job_id = dead(unique_key="toy:7")
    queued(unique_key="toy:7")
    with transaction.atomic():
        with pytest.raises(UniqueTaken):
            retry(job_id)
        other = queued()
    assert row(other.id).state == "queued"


def test_a_discarded_job_needs_no_decision_any_more() -> None:
    job_id = dead()
    assert FailedJob.objects.filter(pk=job_id).exists()
    discard(job_id, "customer called again")
    found = row(job_id)
    assert (found.state, found.reason, found.dead_at) == ("cancelled", "discarded: customer called again", None)
    assert not FailedJob.objects.exists()
    for decide in (retry, lambda found_id: discard(found_id, "again")):
        with pytest.raises(IllegalTransition):
            decide(job_id)


def test_what_waits_can_be_cancelled(handed_over: list[Ready]) -> None:
    later, ready, held, failing = new_job(delay=60.0), queued(), claimed(), claimed()
    insert([later])
    hold_claimed(held, "version")
    ended(failing, JUDGE.raised(ValueError()))
    for job_id in (later.id, ready.id, held.job_id, failing.job_id):
        cancel(job_id, "wrong number")
        found = row(job_id)
        assert (found.state, found.reason, found.due_at) == ("cancelled", "cancelled: wrong number", None)
        assert found.finished_at is not None


def test_what_runs_or_has_ended_cannot_be_cancelled_or_discarded() -> None:
    running, succeeded = claimed(), claimed()
    ended(succeeded, JUDGE.succeeded())
    for job_id in (running.job_id, succeeded.job_id, new_id()):
        with pytest.raises(IllegalTransition):
            cancel(job_id, "x")
        with pytest.raises(IllegalTransition):
            discard(job_id, "x")
        with pytest.raises(IllegalTransition):
            retry(job_id)
    assert row(running.job_id).state == "running"


def test_a_dead_job_is_discarded_not_cancelled() -> None:
    job_id = dead()
    with pytest.raises(IllegalTransition):
        cancel(job_id, "x")
    assert row(job_id).state == "dead"


def test_a_waiting_job_is_cancelled_not_discarded() -> None:
    job = queued()
    with pytest.raises(IllegalTransition, match="from queued"):
        discard(job.id, "x")
    assert row(job.id).state == "queued"


def test_a_cancel_and_a_claim_have_one_winner() -> None:
    jobs = [queued().id for _ in range(10)]

    def act(index: int) -> int:
        done = 0
        for job_id in jobs:
            try:
                if index % 2:
                    cancel(job_id, "x")
                    done += 1
                else:
                    done += claim(job_id, "worker-1", 30.0) is not None
            except IllegalTransition:
                pass
        return done

    assert sum(at_once(2, act)) == 10
    assert Job.objects.filter(state__in=("running", "cancelled")).count() == 10


@pytest.mark.parametrize("why", ["\0", "\ud800", "x" * 10_000])
def test_any_words_can_be_given_as_a_reason(why: str) -> None:
    cancel(queued().id, why)
    discard(dead(), why)
