"""Claim, lease, fence: one winner, and only the winner writes."""

from __future__ import annotations

import pytest

from jobs.ledger.claim import claim, renew
from jobs.ledger.finish import End, finish
from jobs.ledger.hold import hold_claimed
from jobs.ledger.insert import insert
from jobs.ledger.reap import expired, free_lost, free_one, owned_by
from jobs.models import Attempt, Job
from tests.jobs.builders import JUDGE, age, at_once, claimed, dead, ended, new_job, queued, row, taken

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_claim_counts_the_attempt_and_sets_lease_and_fence() -> None:
    job = queued(arguments='{"a":1}', version=4, queue="high")
    mine = taken(job.id, "worker-1", lease_seconds=30.0)
    assert (mine.attempt, mine.fence, mine.tries_used, mine.strikes) == (1, 1, 0, 0)
    assert (mine.task, mine.queue, mine.arguments, mine.version) == ("toy", "high", '{"a":1}', 4)
    assert (mine.job_id, mine.story_id, mine.owner) == (job.id, job.story_id, "worker-1")
    found = row(job.id)
    assert (found.state, found.attempt, found.fence, found.owner) == ("running", 1, 1, "worker-1")
    assert found.lease_until is not None
    assert found.started_at is not None
    assert (found.lease_until - found.started_at).total_seconds() == pytest.approx(30, abs=0.05)


def test_of_twenty_workers_one_gets_the_job() -> None:
    job = queued()
    claims = at_once(20, lambda index: claim(job.id, f"worker-{index}", 30.0))
    winners = [found for found in claims if found is not None]
    assert len(winners) == 1
    assert row(job.id).owner == winners[0].owner
    assert row(job.id).attempt == 1


def test_what_is_not_queued_cannot_be_claimed() -> None:
    later = new_job(delay=60.0)
    insert([later])
    held = claimed()
    hold_claimed(held, "version")
    succeeded = claimed()
    ended(succeeded, JUDGE.succeeded())
    for job_id in (later.id, held.job_id, succeeded.job_id, dead(), claimed().job_id, new_job().id):
        assert claim(job_id, "worker-2", 30.0) is None


def test_a_lease_is_renewed_by_its_fence_only() -> None:
    mine = claimed(lease_seconds=1.0)
    assert renew(mine.job_id, mine.fence, 60.0)
    assert not renew(mine.job_id, mine.fence + 1, 60.0)
    assert not renew(mine.job_id, mine.fence - 1, 60.0)
    found = row(mine.job_id)
    assert found.lease_until is not None
    assert found.started_at is not None
    assert 59 < (found.lease_until - found.started_at).total_seconds() < 65


def test_a_stale_fence_can_never_write() -> None:
    stale = claimed()
    assert free_one(stale, "no sign of life")
    fresh = taken(stale.job_id, "worker-2")
    before = Job.objects.filter(pk=stale.job_id).values().get()

    assert not finish(stale, End(decision=JUDGE.succeeded(), children=[new_job()]))
    assert not finish(stale, End(decision=JUDGE.raised(ValueError())))
    assert not finish(stale, End(decision=JUDGE.interrupted("stop")))
    assert not renew(stale.job_id, stale.fence, 999.0)
    assert not free_one(stale, "again")
    assert not hold_claimed(stale, "version")

    assert Job.objects.filter(pk=stale.job_id).values().get() == before
    assert Job.objects.count() == 1
    assert [attempt.outcome for attempt in Attempt.objects.all()] == ["lost"]
    assert finish(fresh, End(decision=JUDGE.succeeded()))


def test_a_right_fence_writes_nothing_once_the_job_has_ended() -> None:
    mine = claimed()
    assert ended(mine, JUDGE.succeeded())
    assert not ended(mine, JUDGE.succeeded())
    assert not renew(mine.job_id, mine.fence, 30.0)
    assert not free_one(mine, "late")
    assert Attempt.objects.count() == 1


def test_only_leases_that_have_ended_are_expired() -> None:
    gone = claimed()
    age("jobs_job", "lease_until", 31)
    claimed()
    queued()
    assert [found.job_id for found in expired()] == [gone.job_id]
    assert expired()[0] == gone


def test_a_worker_that_came_back_keeps_the_job_it_renewed() -> None:
    """Between finding an expired lease and freeing it the worker may have renewed."""
    mine = claimed()
    age("jobs_job", "lease_until", 31)
    found = expired()
    assert renew(mine.job_id, mine.fence, 30.0)
    assert free_lost(found, "lease ended", if_expired=True) == 0
    assert row(mine.job_id).state == "running"
    age("jobs_job", "lease_until", 31)
    assert free_lost(expired(), "lease ended", if_expired=True) == 1


def test_what_a_worker_owns_is_found_by_its_name() -> None:
    first, second = claimed(owner="worker-1"), claimed(owner="worker-1")
    claimed(owner="worker-2")
    finished = claimed(owner="worker-1")
    ended(finished, JUDGE.succeeded())
    assert {found.job_id for found in owned_by("worker-1")} == {first.job_id, second.job_id}
    assert free_lost(owned_by("worker-1"), "killed") == 2
    assert owned_by("worker-1") == []


def test_two_reapers_free_a_job_once() -> None:
    mine = claimed()
    assert sorted(at_once(8, lambda _: free_one(mine, "gone"))) == [False] * 7 + [True]
    assert row(mine.job_id).strikes == 1
    assert Attempt.objects.count() == 1
