"""How long a failed job waits for its next attempt: a list in Laravel's order, or an exponential with jitter."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Exponential:
    """Delay of `base * 2 ** (n - 1)` seconds after failed attempt *n*, at most `cap`, spread by `jitter`.

    `jitter` is a share: 0.1 spreads evenly over ±10 %, so that a thousand jobs that failed together do not come back
    together.
    """

    base: float
    cap: float = 7200.0
    jitter: float = 0.1

    def __post_init__(self) -> None:
        if not 0 < self.base <= self.cap < math.inf or not 0 <= self.jitter < 1:
            raise ValueError("Exponential needs 0 < base <= cap, both finite, and 0 <= jitter < 1")

    def delay(self, failures: int, chance: float) -> float:
        """Seconds after the `failures`-th failure (from 1); `chance` is a random number in [0, 1)."""
        exponent = min(failures - 1, 64)  # 2 ** 1000 would overflow a float long after the cap has won
        return float(min(self.cap, self.base * 2**exponent)) * (1 + self.jitter * (2 * chance - 1))


@dataclass(frozen=True, slots=True)
class Steps:
    """Entry *n* after failed attempt *n*; the last entry repeats (Laravel's rule)."""

    seconds: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.seconds or not all(0 <= step < math.inf for step in self.seconds):
            raise ValueError("a backoff list needs at least one entry, none of them negative or endless")

    def delay(self, failures: int, chance: float) -> float:  # noqa: ARG002  every backoff is called alike
        """Seconds after the `failures`-th failure (from 1)."""
        return self.seconds[min(failures, len(self.seconds)) - 1]


Backoff = Exponential | Steps


def backoff_from(value: Backoff | Sequence[float] | float) -> Backoff:
    """A backoff from what a task declares: a number, a list of seconds, or an `Exponential`."""
    if isinstance(value, Exponential | Steps):
        return value
    if isinstance(value, str | bool):  # "30" would be read as the list 3, 0
        raise TypeError(f"a backoff is a number, a list of seconds or an Exponential, not {value!r}")
    if isinstance(value, int | float):
        return Steps((float(value),))
    return Steps(tuple(float(step) for step in value))
