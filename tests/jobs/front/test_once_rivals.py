"""Who must not call: workers that lost their job, and all but one of those that call at the same time."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest
from django.db import transaction

from jobs.context import RunContext
from jobs.definition.errors import CallInsideTransaction, LeaseLost, SignalboxError
from jobs.definition.outcomes import Release
from jobs.front.once import once
from jobs.ledger.claim import Claim
from jobs.ledger.effects import wait_at_least
from jobs.ledger.reap import free_one
from jobs.models import Effect
from tests.jobs.builders import at_once, claimed, run_context, taken
from tests.jobs.front.calendar_provider import KEY, Provider, book, dropped, time_passes

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_worker_whose_fence_has_moved_does_not_call(provider: Provider) -> None:
    stale = claimed()
    free_one(stale, "gone")
    with pytest.raises(LeaseLost):
        book(provider, run_context(stale))
    taken(stale.job_id)
    with pytest.raises(LeaseLost):
        book(provider, run_context(stale))
    assert provider.calls == 0
    assert not Effect.objects.exists()


def test_a_worker_whose_fence_has_moved_does_not_repeat_either(provider: Provider) -> None:
    mine = claimed()
    dropped(provider, run_context(mine), took_effect=False)
    time_passes()
    free_one(mine, "gone")
    with pytest.raises(LeaseLost):
        book(provider, run_context(mine))
    assert provider.calls == 1


def test_a_machine_that_slept_between_the_row_and_the_call_does_not_call(
    provider: Provider, job: RunContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([100.0, 160.0])
    monkeypatch.setattr("jobs.front.once.boottime", lambda: next(clock))
    with pytest.raises(Release, match="too much time"):
        book(provider, job)
    assert provider.calls == 0


def test_a_call_inside_a_transaction_is_refused(provider: Provider, job: RunContext) -> None:
    with pytest.raises(CallInsideTransaction, match=KEY), transaction.atomic():
        book(provider, job)
    assert provider.calls == 0
    assert not Effect.objects.exists()


def test_outside_a_job_there_is_nothing_that_would_repeat_it(provider: Provider) -> None:
    with pytest.raises(SignalboxError, match="outside a job"):
        once(KEY, do=provider.book, find=provider.find, total_timeout=10.0)
    assert provider.calls == 0


def test_a_first_call_that_ends_while_another_looks_is_waited_for(provider: Provider, job: RunContext) -> None:
    """It slept past its time: what it has just set off may not be visible yet."""
    dropped(provider, job, took_effect=False)
    time_passes()

    def find_just_before_it_ends() -> None:
        wait_at_least(KEY, Effect.objects.get().token, 10.0, "dropped")

    with pytest.raises(Release):
        book(provider, job, find=find_just_before_it_ends)
    assert provider.calls == 1


def attempt(provider: Provider, mine: Claim) -> str:
    try:
        book(provider, run_context(mine))
    except Release:
        return "waits"
    return "booked"


def test_of_ten_concurrent_attempts_one_calls(provider: Provider) -> None:
    jobs = [claimed() for _ in range(10)]
    slow, plain = Event(), provider.book

    def book_slowly() -> dict[str, Any]:
        slow.wait(0.2)
        return plain()

    provider.book = book_slowly  # type: ignore[method-assign]
    ends = at_once(10, lambda index: attempt(provider, jobs[index]))
    assert provider.calls == 1
    assert "booked" in ends


def test_of_ten_that_find_it_absent_one_calls_again(provider: Provider, job: RunContext) -> None:
    dropped(provider, job, took_effect=False)
    time_passes()
    jobs = [claimed() for _ in range(10)]
    ends = at_once(10, lambda index: attempt_absent(provider, jobs[index]))
    assert provider.calls == 2
    assert ends.count("booked") >= 1


def attempt_absent(provider: Provider, mine: Claim) -> str:
    try:
        book(provider, run_context(mine), find=lambda: None)
    except Release:
        return "waits"
    return "booked"
