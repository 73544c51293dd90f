"""A calendar to book at, for the tests of `once`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from jobs.context import RunContext, running
from jobs.front.once import once
from tests.jobs.builders import age

KEY = "appointment:42:book"


class Provider:
    """A calendar that counts what it is asked. `fails` is what the next booking raises, done or not."""

    def __init__(self) -> None:
        self.calls = self.looks = 0
        self.booking: dict[str, Any] | None = None
        self.fails: Exception | None = None
        self.takes_effect = True

    def book(self) -> dict[str, Any]:
        self.calls += 1
        if self.takes_effect:
            self.booking = {"uid": f"booking-{self.calls}"}
        if self.fails is not None:
            raise self.fails
        assert self.booking is not None
        return self.booking

    def find(self) -> dict[str, Any] | None:
        self.looks += 1
        return self.booking


class Refused(Exception):
    ambiguous = False


class Dropped(Exception):
    ambiguous = True


def book(provider: Provider, run: RunContext, find: Callable[[], Any] | None = None, **changes: Any) -> Any:
    given: dict[str, Any] = {"do": provider.book, "find": find or provider.find, "total_timeout": 10.0}
    with running(run):
        return once(KEY, **(given | changes))


def dropped(provider: Provider, job: RunContext, *, took_effect: bool) -> None:
    """A first call that ended without an answer."""
    provider.fails, provider.takes_effect = Dropped("connection dropped"), took_effect
    with pytest.raises(Dropped):
        book(provider, job)
    provider.fails, provider.takes_effect = None, True


def time_passes() -> None:
    age("jobs_effect", "wait_until", 21)
