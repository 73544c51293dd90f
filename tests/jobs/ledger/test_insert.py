"""New jobs: in the caller's transaction or not at all, one per unique key."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from jobs import handoff
from jobs.handoff import Ready
from jobs.ledger.decisions import cancel
from jobs.ledger.hold import hold_claimed
from jobs.ledger.insert import holder_of, insert
from jobs.models import Job
from tests.jobs.builders import JUDGE, at_once, claimed, dead, ended, new_job, queued, rolled_back, row, taken

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_committed_job_is_ready_and_handed_over(handed_over: list[Ready]) -> None:
    job = queued(queue="high")
    found = row(job.id)
    assert (found.state, found.attempt, found.tries_used, found.fence, found.due_at) == ("queued", 0, 0, 0, None)
    assert found.story_id == job.story_id
    assert abs((found.run_at - found.created_at).total_seconds()) < 0.1
    assert handed_over == [Ready(job.id, "high")]


def test_a_rolled_back_job_never_existed_and_is_never_handed_over(handed_over: list[Ready]) -> None:
    with rolled_back():
        queued()
    assert Job.objects.count() == 0
    assert handed_over == []


def test_nothing_is_handed_over_before_the_commit(handed_over: list[Ready]) -> None:
    with transaction.atomic():
        job = queued()
        assert handed_over == []
    assert handed_over == [Ready(job.id, "default")]


def test_a_rolled_back_savepoint_takes_only_its_own_job(handed_over: list[Ready]) -> None:
    with transaction.atomic():
        kept = queued()
        with rolled_back():
            queued()
    assert [found.pk for found in Job.objects.all()] == [kept.id]
    assert handed_over == [Ready(kept.id, "default")]


def test_a_job_for_later_waits_by_the_databases_clock(handed_over: list[Ready]) -> None:
    job = new_job(delay=90.5)
    insert([job])
    found = row(job.id)
    assert found.state == "scheduled"
    assert found.due_at is not None
    assert (found.due_at - found.created_at).total_seconds() == pytest.approx(90.5, abs=0.05)
    assert abs((found.run_at - found.due_at).total_seconds()) < 0.05
    assert handed_over == []


def test_a_failing_hand_over_does_not_disturb_the_caller(handed_over: list[Ready]) -> None:
    def refuse(ready: object) -> None:
        raise ConnectionError("redis is away")

    handoff.connect(refuse)
    assert row(queued().id).state == "queued"


def test_of_twenty_enqueues_with_one_unique_key_one_is_stored() -> None:
    stored = at_once(20, lambda _: len(insert([new_job(unique_key="toy:7")])))
    assert sorted(stored) == [0] * 19 + [1]
    assert Job.objects.count() == 1


def test_the_first_to_come_waits_for_nobody_when_the_holder_rolls_back() -> None:
    with rolled_back():
        queued(unique_key="toy:7")
    queued(unique_key="toy:7")


@pytest.mark.parametrize("state", ["queued", "scheduled", "running", "retrying", "held"])
def test_a_unique_key_is_taken_while_its_job_lives(state: str) -> None:
    holder = living(state)
    assert row(holder).state == state
    assert insert([new_job(unique_key="toy:7")]) == set()
    assert holder_of("toy:7") == holder


def living(state: str) -> UUID:
    job = new_job(unique_key="toy:7", delay=60.0 if state == "scheduled" else None)
    insert([job])
    if state in ("running", "retrying", "held"):
        mine = taken(job.id)
        if state == "retrying":
            ended(mine, JUDGE.raised(ValueError()))
        if state == "held":
            hold_claimed(mine, "version")
    return job.id


def test_a_unique_key_is_free_when_its_job_has_ended() -> None:
    ended(claimed(unique_key="toy:7"), JUDGE.succeeded())
    cancel(queued(unique_key="toy:7").id, "test")
    dead(unique_key="toy:7")
    assert holder_of("toy:7") is None
    queued(unique_key="toy:7")


def test_jobs_without_a_key_stand_side_by_side() -> None:
    assert len(insert([new_job(), new_job()])) == 2


def test_keys_taken_in_opposite_order_do_not_lock_each_other_out() -> None:
    """Two finishes may enqueue the same keys in any order."""
    keys = [f"toy:{number}" for number in range(40)]

    def enqueue(index: int) -> int:
        wanted = keys if index % 2 else list(reversed(keys))
        with transaction.atomic():
            return len(insert([new_job(unique_key=key) for key in wanted]))

    assert sorted(at_once(4, enqueue)) == [0, 0, 0, 40]


def test_arguments_and_keys_of_any_text_are_stored() -> None:
    stored = row(queued(arguments='{"text":"\\u0000\\ud800"}').id)
    assert stored.arguments == '{"text":"\\u0000\\ud800"}'


def test_a_job_knows_its_parent_and_what_it_repeats() -> None:
    parent, first = queued(), queued()
    found = row(queued(parent_id=parent.id, rerun_of_id=first.id).id)
    assert (found.parent_id, found.rerun_of_id) == (parent.id, first.id)


def test_a_job_for_a_time_is_due_at_exactly_that_time() -> None:
    at = timezone.now().replace(microsecond=0) + timedelta(days=3)
    job = new_job(due=at)

    insert([job])

    assert (row(job.id).due_at, row(job.id).run_at, row(job.id).state) == (at, at, "scheduled")


def test_a_job_for_a_time_that_has_passed_is_ready() -> None:
    job = new_job(due=timezone.now() - timedelta(seconds=1))

    insert([job])

    assert (row(job.id).due_at, row(job.id).state) == (None, "queued")
