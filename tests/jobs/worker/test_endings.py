"""Which job answers for the death of a child."""

from __future__ import annotations

from jobs.ids import new_id
from jobs.worker.board import Running
from jobs.worker.endings import Cause, Killed


def test_the_job_that_ran_past_its_timeout_ends_as_timeout() -> None:
    job_id = new_id()
    killed = Killed(Cause.TIMEOUT, "ran past its timeout", job_id)
    assert killed.cause_for(Running(job_id, 1, 0.0, "default"))[0] is Cause.TIMEOUT


def test_a_job_that_began_after_the_order_to_kill_is_handed_back() -> None:
    killed = Killed(Cause.TIMEOUT, "ran past its timeout", new_id())
    assert killed.cause_for(Running(new_id(), 1, 0.0, "default"))[0] is Cause.HANDED_BACK


def test_a_stop_concerns_whatever_runs() -> None:
    killed = Killed(Cause.HANDED_BACK, "its worker was stopped", None)
    assert killed.cause_for(Running(new_id(), 1, 0.0, "default")) == (Cause.HANDED_BACK, "its worker was stopped")
