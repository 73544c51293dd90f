"""How code inside a task ends its attempt other than by returning: control flow, not errors."""

from __future__ import annotations

import math
from datetime import timedelta

Delay = float | int | timedelta


def seconds(value: Delay) -> float:
    """`value` as seconds; raises `ValueError` when negative or endless."""
    result = value.total_seconds() if isinstance(value, timedelta) else float(value)
    if not 0 <= result < math.inf:
        raise ValueError(f"a delay is a number of seconds from now, not {result}")
    return result


class Outcome(Exception):
    """Base of the four ways to end an attempt on purpose."""


class Release(Outcome):
    """Put the job back for later; does not count as a failure.

    `after` is a delay (seconds or timedelta); `why` is shown to staff beside the waiting job.
    """

    def __init__(self, after: Delay, why: str = "") -> None:
        super().__init__(why or "released")
        self.after, self.why = seconds(after), why


class Retry(Outcome):
    """An expected failure: counts as an attempt, waits `after` instead of the task's backoff (`None`: the backoff)."""

    def __init__(self, after: Delay | None = None, why: str = "") -> None:
        super().__init__(why or "asked for another attempt")
        self.after, self.why = None if after is None else seconds(after), why


class Fail(Outcome):
    """Dead now, no further attempt."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Cancel(Outcome):
    """Stop without failure: nobody needs to look at this job."""

    def __init__(self, reason: str = "") -> None:
        super().__init__(reason or "cancelled by its task")
        self.reason = reason


class JobTimeout(BaseException):
    """The attempt ran longer than its task allows.

    A `BaseException`, so that `except Exception` in a task does not swallow it; whoever swallows it all the same is
    killed by the parent a moment later.
    """
