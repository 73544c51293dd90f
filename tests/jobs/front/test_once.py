"""An effect at a provider happens once, whatever dies in between."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest
from django.db import transaction

from jobs.context import RunContext, running
from jobs.definition.errors import CallInsideTransaction, LeaseLost, SignalboxError
from jobs.definition.outcomes import Release
from jobs.front.once import CannotTell, EffectUnknown, once
from jobs.ledger.claim import Claim
from jobs.ledger.effects import wait_at_least
from jobs.ledger.reap import free_one
from jobs.models import Effect
from tests.jobs.builders import age, at_once, claimed, run_context, taken

pytestmark = pytest.mark.django_db(transaction=True)
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


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def job() -> RunContext:
    return run_context(claimed())


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


def test_the_first_call_is_made_and_its_result_kept(provider: Provider, job: RunContext) -> None:
    assert book(provider, job) == {"uid": "booking-1"}
    effect = Effect.objects.get()
    assert (effect.key, effect.state, effect.result) == (KEY, "done", '{"uid": "booking-1"}')
    assert (effect.job_id, effect.story_id) == (job.job_id, job.story_id)


def test_the_row_is_committed_before_the_call(provider: Provider, job: RunContext) -> None:
    seen: list[Any] = []

    def look_at_the_ledger() -> None:
        seen.extend(at_once(1, lambda _: Effect.objects.get().state))

    book(provider, job, do=look_at_the_ledger)
    assert seen == ["started"]


def test_a_later_attempt_gets_the_first_result_without_a_call(provider: Provider, job: RunContext) -> None:
    book(provider, job)
    assert book(provider, run_context(claimed())) == {"uid": "booking-1"}
    assert (provider.calls, provider.looks) == (1, 0)


def test_a_call_without_result_counts_as_done(provider: Provider, job: RunContext) -> None:
    assert book(provider, job, do=lambda: None) is None
    assert book(provider, job) is None
    assert provider.calls == 0


@pytest.mark.parametrize("took_effect", [True, False])
def test_a_call_without_an_answer_makes_the_next_attempt_wait(
    provider: Provider, job: RunContext, took_effect: bool
) -> None:
    dropped(provider, job, took_effect=took_effect)
    with pytest.raises(Release) as caught:
        book(provider, job)
    assert 19 < caught.value.after <= 20.3, "total timeout and settling time, although the call ended at once"
    assert (provider.calls, provider.looks) == (1, 0)


def test_after_the_wait_what_happened_is_found(provider: Provider, job: RunContext) -> None:
    dropped(provider, job, took_effect=True)
    time_passes()
    assert book(provider, job) == {"uid": "booking-1"}
    assert book(provider, job) == {"uid": "booking-1"}
    assert (provider.calls, provider.looks) == (1, 1)
    assert Effect.objects.get().state == "done"


def test_what_is_certainly_absent_is_done_exactly_once_more(provider: Provider, job: RunContext) -> None:
    dropped(provider, job, took_effect=False)
    time_passes()
    assert book(provider, job) == {"uid": "booking-2"}
    assert book(provider, job) == {"uid": "booking-2"}
    assert (provider.calls, Effect.objects.get().calls) == (2, 2)


def test_the_second_call_has_a_wait_of_its_own(provider: Provider, job: RunContext) -> None:
    dropped(provider, job, took_effect=False)
    time_passes()
    dropped(provider, job, took_effect=False)
    with pytest.raises(Release):
        book(provider, job)
    assert provider.calls == 2


def test_an_attempt_that_died_in_the_call_is_waited_for(provider: Provider, job: RunContext) -> None:
    class Killed(BaseException):
        pass

    def die() -> None:
        provider.book()
        raise Killed

    with pytest.raises(Killed):
        book(provider, job, do=die)
    with pytest.raises(Release):
        book(provider, job)
    time_passes()
    assert book(provider, job) == {"uid": "booking-1"}
    assert provider.calls == 1


def test_when_nobody_can_tell_a_person_decides(provider: Provider, job: RunContext) -> None:
    def unsure() -> None:
        raise CannotTell("two bookings match")

    dropped(provider, job, took_effect=True)
    time_passes()
    for _ in range(2):
        with pytest.raises(EffectUnknown, match=KEY):
            book(provider, job, find=unsure)
    effect = Effect.objects.get()
    assert (effect.state, effect.error) == ("unknown", "two bookings match")
    assert provider.calls == 1


def test_an_effect_that_cannot_be_looked_up_becomes_unknown(provider: Provider, job: RunContext) -> None:
    dropped(provider, job, took_effect=False)
    time_passes()
    with running(job), pytest.raises(EffectUnknown):
        once(KEY, do=provider.book, total_timeout=10.0)
    assert (provider.calls, Effect.objects.get().state) == (1, "unknown")


def test_a_look_that_fails_leaves_everything_open(provider: Provider, job: RunContext) -> None:
    def away() -> None:
        raise ConnectionError("503")

    dropped(provider, job, took_effect=True)
    time_passes()
    with pytest.raises(ConnectionError):
        book(provider, job, find=away)
    assert Effect.objects.get().state == "started"
    assert book(provider, job) == {"uid": "booking-1"}


def test_a_refused_call_is_repeated_without_waiting_or_looking(provider: Provider, job: RunContext) -> None:
    provider.fails, provider.takes_effect = Refused("slot taken, write to anna@example.de"), False
    with pytest.raises(Refused):
        book(provider, job)
    effect = Effect.objects.get()
    assert effect.state == "refused"
    assert effect.error.startswith("Refused: slot taken")
    assert "anna@" not in effect.error
    provider.fails, provider.takes_effect = None, True
    assert book(provider, job) == {"uid": "booking-2"}
    assert (provider.calls, provider.looks) == (2, 0)


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
