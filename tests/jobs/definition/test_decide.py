"""What becomes of a job when an attempt has ended."""

from __future__ import annotations

from datetime import timedelta

import pytest

from jobs.definition.backoff import Steps
from jobs.definition.decide import Decision, Judge, after_death
from jobs.definition.outcomes import Cancel, Fail, JobTimeout, Release, Retry
from jobs.definition.policy import Policy
from jobs.definition.states import TRANSITIONS, Ending, State

POLICY = Policy(tries=3, backoff=Steps((10.0, 30.0)), fail_on=(LookupError,))


def judge(failures: int = 0, policy: Policy = POLICY, scale: float = 1.0) -> Judge:
    return Judge(policy, failures=failures, scale=scale)


def test_a_return_is_success() -> None:
    assert judge().succeeded() == Decision(State.SUCCEEDED, Ending.SUCCEEDED)


@pytest.mark.parametrize("failures", [0, 2, 50])
def test_a_release_comes_back_later_and_never_counts(failures: int) -> None:
    decision = judge(failures).raised(Release(timedelta(minutes=2), "calendar is locked"))
    assert decision == Decision(State.SCHEDULED, Ending.RELEASED, 120.0, "calendar is locked", counted=False)


def test_an_interruption_never_counts() -> None:
    assert judge(2).interrupted("stop") == Decision(State.QUEUED, Ending.INTERRUPTED, reason="stop", counted=False)


def test_a_retry_counts_and_brings_its_own_delay() -> None:
    assert judge().raised(Retry(7)) == Decision(State.RETRYING, Ending.FAILED, 7.0, counted=True)
    assert judge().raised(Retry(0)).delay == 0.0
    assert judge(1).raised(Retry()).delay == 30.0


def test_fail_is_dead_at_once_with_its_reason() -> None:
    assert judge().raised(Fail("no such company")) == Decision(
        State.DEAD, Ending.FAILED, reason="no such company", counted=True
    )


def test_an_exception_in_fail_on_is_dead_at_once_subclasses_included() -> None:
    decision = judge().raised(KeyError("x"))
    assert (decision.state, decision.reason, decision.counted) == (State.DEAD, "no retry on KeyError", True)


def test_cancel_needs_nobody_to_look() -> None:
    assert judge(2).raised(Cancel("customer hung up")) == Decision(
        State.CANCELLED, Ending.CANCELLED, reason="customer hung up"
    )


@pytest.mark.parametrize(("failures", "delay"), [(0, 10.0), (1, 30.0)])
def test_an_exception_waits_by_the_backoff(failures: int, delay: float) -> None:
    assert judge(failures).raised(ValueError()) == Decision(State.RETRYING, Ending.FAILED, delay, counted=True)


def test_a_timeout_is_a_failure_of_its_own_kind() -> None:
    assert judge().raised(JobTimeout()) == Decision(State.RETRYING, Ending.TIMEOUT, 10.0, counted=True)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ValueError(), "all 3 attempts used, the last one failed"),
        (Retry(5), "all 3 attempts used, the last one failed"),
        (JobTimeout(), "all 3 attempts used, the last one timed out"),
    ],
)
def test_the_last_attempt_leaves_a_dead_job(error: BaseException, reason: str) -> None:
    decision = judge(2).raised(error)
    assert (decision.state, decision.reason, decision.counted) == (State.DEAD, reason, True)


def test_one_try_says_so() -> None:
    assert judge(policy=Policy(tries=1)).raised(ValueError()).reason == "the only attempt failed"


def test_a_policy_without_tries_has_three() -> None:
    open_policy = Policy()
    assert judge(1, open_policy).raised(ValueError()).state is State.RETRYING
    assert judge(2, open_policy).raised(ValueError()).state is State.DEAD


def test_the_scale_shortens_backoffs_but_not_what_a_task_asked_for() -> None:
    assert judge(scale=0.05).raised(ValueError()).delay == pytest.approx(0.5)
    assert judge(scale=0.05).raised(Retry(7)).delay == 7.0


@pytest.mark.parametrize(
    ("strikes", "state"),
    [
        (1, State.QUEUED),
        (2, State.QUEUED),
        (3, State.HELD),
        (4, State.HELD),
        (5, State.HELD),
        (6, State.DEAD),
        (7, State.DEAD),
    ],
)
def test_three_deaths_mean_quarantine_and_three_more_poison(strikes: int, state: State) -> None:
    decision = after_death(strikes)
    assert (decision.state, decision.ending, decision.counted) == (state, Ending.LOST, False)
    assert ("poison" in decision.reason) is (state is State.DEAD)
    assert (decision.reason == "quarantine") is (state is State.HELD)


@pytest.mark.parametrize(
    "error", [Release(1), Retry(1), Fail("x"), Cancel(), JobTimeout(), ValueError(), KeyError(), SystemExit(1)]
)
@pytest.mark.parametrize("failures", [0, 2, 9])
def test_every_decision_is_a_legal_transition_of_a_running_job(error: BaseException, failures: int) -> None:
    assert judge(failures).raised(error).state in TRANSITIONS[State.RUNNING]


@pytest.mark.parametrize("after", [-1, float("nan"), float("inf"), timedelta(seconds=-1)])
def test_a_delay_is_a_number_of_seconds_from_now(after: float | timedelta) -> None:
    with pytest.raises(ValueError, match="delay"):
        Release(after)
    with pytest.raises(ValueError, match="delay"):
        Retry(after)
