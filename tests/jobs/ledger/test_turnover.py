"""One commit for the end of a job and the claim of the next."""

from __future__ import annotations

import pytest

from jobs.definition.decide import Judge
from jobs.ledger.claim import Claim, claim, give_back
from jobs.ledger.finish import End, finish
from jobs.ledger.turnover import finish_and_claim
from jobs.models import Attempt, Job
from tests.jobs.builders import claimed, queued

pytestmark = pytest.mark.django_db(transaction=True)


def succeeded(ended: Claim) -> End:
    from jobs.definition.policy import Policy

    return End(decision=Judge(Policy(), ended.tries_used).succeeded())


def test_it_ends_one_job_and_claims_the_next() -> None:
    first, second = claimed(), queued().id

    turnover = finish_and_claim(first, succeeded(first), second, 30)

    assert turnover.ended
    assert turnover.claimed is not None
    assert (turnover.claimed.job_id, turnover.claimed.attempt, turnover.claimed.owner) == (second, 1, first.owner)
    assert Job.objects.get(pk=first.job_id).state == "succeeded"
    assert Job.objects.get(pk=second).state == "running"
    assert Attempt.objects.get().job_id == first.job_id


def test_a_next_job_that_is_not_to_be_had_does_not_keep_the_end_back() -> None:
    first, second = claimed(), claimed()

    turnover = finish_and_claim(first, succeeded(first), second.job_id, 30)

    assert turnover.ended
    assert turnover.claimed is None


def test_a_job_that_is_no_longer_ours_is_not_ended_and_the_next_is_claimed_all_the_same() -> None:
    first, second = claimed(), queued().id
    finish(first, succeeded(first))

    turnover = finish_and_claim(first, succeeded(first), second, 30)

    assert not turnover.ended
    assert turnover.claimed is not None
    assert Attempt.objects.count() == 1


def test_a_claim_given_back_leaves_no_attempt() -> None:
    job_id = queued().id
    mine = claim(job_id, "worker", 30)
    assert mine is not None

    assert give_back(mine)

    job = Job.objects.get(pk=job_id)
    assert (job.state, job.attempt, job.lease_until) == ("queued", 0, None)
    assert not give_back(mine)
    again = claim(job_id, "another", 30)
    assert again is not None
    assert again.fence > mine.fence
