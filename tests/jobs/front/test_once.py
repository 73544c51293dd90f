"""An effect at a provider happens once, whatever dies in between."""

from __future__ import annotations

from typing import Any

import pytest

from jobs.context import RunContext, running
from jobs.definition.outcomes import Release
from jobs.front.once import CannotTell, EffectUnknown, once
from jobs.models import Effect
from tests.jobs.builders import at_once, claimed, run_context
from tests.jobs.front.calendar_provider import KEY, Provider, Refused, book, dropped, time_passes

pytestmark = pytest.mark.django_db(transaction=True)


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
