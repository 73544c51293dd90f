"""Delays between attempts."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as some

from jobs.definition.backoff import Exponential, Steps, backoff_from

LARAVEL = [5, 10, 30, 60]


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5), (2, 10), (3, 30), (4, 60), (5, 60), (1000, 60)])
def test_failure_n_waits_entry_n_and_the_last_entry_repeats(failures: int, seconds: float) -> None:
    assert backoff_from(LARAVEL).delay(failures, chance=0.9) == seconds


@pytest.mark.parametrize(("failures", "seconds"), [(1, 5), (2, 10), (3, 20), (4, 40), (5, 60), (6, 60)])
def test_an_exponential_doubles_up_to_its_cap(failures: int, seconds: float) -> None:
    assert Exponential(base=5, cap=60, jitter=0).delay(failures, chance=0.3) == seconds


@given(
    base=some.floats(0.001, 1e6),
    factor=some.floats(1, 1e6),
    jitter=some.floats(0, 0.999),
    failures=some.integers(1, 10**9),
    chance=some.floats(0, 1, exclude_max=True),
)
def test_jitter_stays_within_its_share_and_no_delay_is_negative(
    base: float, factor: float, jitter: float, failures: int, chance: float
) -> None:
    backoff = Exponential(base=base, cap=base * factor, jitter=jitter)
    plain = min(backoff.cap, base * 2.0 ** min(failures - 1, 100))
    delay = backoff.delay(failures, chance)
    assert plain * (1 - jitter) * 0.999 <= delay <= plain * (1 + jitter) * 1.001
    assert delay >= 0


def test_chance_spreads_evenly_over_both_sides() -> None:
    backoff = Exponential(base=100, jitter=0.1)
    assert [round(backoff.delay(1, chance)) for chance in (0, 0.5, 0.999999)] == [90, 100, 110]


@pytest.mark.parametrize("value", [[], [-1], [5, -1], [float("nan")], [float("inf")], -1, "30", "", True, ["x"], None])
def test_nonsense_is_no_backoff(value: object) -> None:
    with pytest.raises((ValueError, TypeError)):
        backoff_from(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "options",
    [
        {"base": 0},
        {"base": -1},
        {"base": 10, "cap": 5},
        {"base": 1, "jitter": 1},
        {"base": 1, "jitter": -0.1},
        {"base": float("nan")},
        {"base": 1, "cap": float("inf")},
    ],
)
def test_nonsense_is_no_exponential(options: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="Exponential needs"):
        Exponential(**options)


def test_a_number_repeats_and_a_backoff_stays_itself() -> None:
    assert backoff_from(7) == Steps((7.0,))
    assert backoff_from(7).delay(99, 0.5) == 7
    exponential = Exponential(base=1)
    assert backoff_from(exponential) is exponential
