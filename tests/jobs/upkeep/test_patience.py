"""When a lease that has run out may be believed."""

from __future__ import annotations

import pytest

from jobs.upkeep.patience import Patience

LEASE = 30.0


def _patient_until(now: float) -> Patience:
    """The database has answered every second from 0 to `now`."""
    patience = Patience(LEASE)
    for second in range(int(now) + 1):
        patience.compare(1e9 + second, second)
    return patience


def test_it_is_over_after_answers_for_one_lease_length() -> None:
    assert not _patient_until(29).is_over(29)
    assert _patient_until(30).is_over(30)


def test_a_database_that_failed_is_watched_from_anew() -> None:
    patience = _patient_until(100)
    patience.failed()
    assert not patience.is_answered
    patience.answered(101)
    assert not patience.is_over(130)
    assert patience.is_over(131)


def test_a_database_that_hung_without_an_error_is_watched_from_anew() -> None:
    patience = _patient_until(100)
    patience.answered(160)  # the same statement, a minute later
    assert not patience.is_over(160)


def test_a_machine_that_slept_gives_the_others_time_to_renew() -> None:
    patience = _patient_until(100)
    patience.compare(1e9 + 3700, 3700)
    assert not patience.is_over(3701)


@pytest.mark.parametrize("jump", [600.0, -600.0])
def test_a_clock_that_was_set_is_not_a_lease_that_ran_out(jump: float) -> None:
    patience = _patient_until(100)
    patience.compare(1e9 + 101 + jump, 101)
    assert not patience.is_over(101)
    patience.compare(1e9 + 102 + jump, 102)
    assert not patience.is_over(102)


def test_a_clock_that_drifts_is_steady_enough() -> None:
    patience = Patience(LEASE)
    for second in range(200):
        patience.compare(1e9 + second * 1.001, second)
    assert patience.is_over(200)
