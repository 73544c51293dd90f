"""What happens to a booking when attempts die, Cal.com stumbles, or nobody can tell."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from integrations.http import Permanent, Transient
from integrations.models import Appointment, Call
from integrations.providers.calcom.client import CalcomClient
from integrations.reception import booking
from integrations.reception.tasks import create_appointment_from_call, process_retell_call_ended
from integrations.sandbox.sandbox import Sandbox
from jobs import EffectUnknown, Fail, Release
from jobs.models import Effect, Job
from jobs.testing import drain, perform
from tests.integrations.reception.cast import company, ended, stored, the_call

pytestmark = pytest.mark.django_db


class Died(BaseException):
    """Stands for a killed worker: nothing catches it."""


def requested() -> int:
    """A call that waits for its booking, without a job for it."""
    company()
    perform(process_retell_call_ended, event_id=stored(ended()).id)
    Job.objects.all().delete()
    return the_call().pk


def settle() -> None:
    """The waiting time of every open effect is over."""
    Effect.objects.update(wait_until=Effect.objects.values_list("started_at", flat=True)[0])


def test_an_ambiguous_answer_is_looked_up_and_never_booked_twice(calcom: Sandbox, announced: list[int]):
    call_id = requested()
    calcom.faults.push("done_500", provider="calcom")
    with pytest.raises(Transient):
        perform(create_appointment_from_call, call_id=call_id)
    Job.objects.all().delete()
    with pytest.raises(Release, match="may still take effect"):
        perform(create_appointment_from_call, call_id=call_id)
    Job.objects.all().delete()

    settle()
    perform(create_appointment_from_call, call_id=call_id)

    assert len(calcom.log.lines("booking")) == 1
    assert the_call().booking_state == Call.Booking.BOOKED
    assert announced == [the_call().appointment.pk]


@pytest.mark.parametrize("step", ["prepare_appointment", "once", "link_story", "announce_booked"])
def test_an_attempt_may_die_after_any_step(
    step: str, calcom: Sandbox, announced: list[int], monkeypatch: pytest.MonkeyPatch
):
    call_id = requested()
    real = getattr(booking, step)

    def dies(*args: Any, **kwargs: Any) -> None:
        real(*args, **kwargs)
        raise Died

    with monkeypatch.context() as patch:
        patch.setattr(booking, step, dies)
        with pytest.raises(Died):
            perform(create_appointment_from_call, call_id=call_id)
    Job.objects.all().delete()
    announced.clear()
    perform(create_appointment_from_call, call_id=call_id)

    assert len(calcom.log.lines("booking")) == 1
    assert announced == [the_call().appointment.pk]
    assert Appointment.objects.get().state == Appointment.State.BOOKED


def test_a_refused_key_is_dead_at_once_and_the_call_waits_for_a_person(
    calcom: Sandbox, announced: list[int], settings: Settings
):
    call_id = requested()
    good = settings.PROVIDERS
    settings.PROVIDERS = good | {"calcom": good["calcom"] | {"api_key": ""}}
    with pytest.raises(Fail, match="refuses our key"):
        perform(create_appointment_from_call, call_id=call_id)
    drain()
    assert the_call().booking_state == Call.Booking.NEEDS_REVIEW
    assert "gave up" in the_call().review_reason

    settings.PROVIDERS = good
    perform(create_appointment_from_call, call_id=call_id)

    assert (the_call().booking_state, the_call().review_reason) == ("booked", "")


def test_when_nobody_can_tell_a_person_must(calcom: Sandbox, announced: list[int], monkeypatch: pytest.MonkeyPatch):
    call_id = requested()
    calcom.faults.push("done_drop", provider="calcom")
    with pytest.raises(Transient):
        perform(create_appointment_from_call, call_id=call_id)
    Job.objects.all().delete()
    settle()
    monkeypatch.setattr(CalcomClient, "find_booking", _refuses)
    with pytest.raises(EffectUnknown):
        perform(create_appointment_from_call, call_id=call_id)
    drain()

    assert the_call().appointment.state == Appointment.State.UNKNOWN
    assert the_call().booking_state == Call.Booking.NEEDS_REVIEW
    assert "Nobody can tell" in the_call().appointment.reason
    assert announced == []


def _refuses(*_: object, **__: object) -> None:
    raise Permanent("no such filter", provider="calcom", status=400)


def test_a_call_that_asks_for_nothing_books_nothing(calcom: Sandbox, announced: list[int]):
    company()
    perform(process_retell_call_ended, event_id=stored(ended(appointment_start=None)).id)

    perform(create_appointment_from_call, call_id=the_call().pk)

    assert calcom.log.lines("booking") == []
    assert not Appointment.objects.exists()


def test_processing_again_after_a_death_enqueues_again(announced: list[int]):
    company()
    event = stored(ended())
    perform(process_retell_call_ended, event_id=event.id)
    Job.objects.all().delete()  # the attempt's enqueues died with it

    children = perform(process_retell_call_ended, event_id=event.id)

    assert [child.task for child in children] == ["create_appointment_from_call", "update_customer_from_call"]
    assert Call.objects.count() == 1


def test_a_retried_dead_job_books_though_the_call_waits_for_a_person(calcom: Sandbox, announced: list[int]):
    call_id = requested()
    Call.objects.update(booking_state=Call.Booking.NEEDS_REVIEW, review_reason="The booking gave up")

    perform(create_appointment_from_call, call_id=call_id)

    assert the_call().booking_state == Call.Booking.BOOKED


def test_a_time_that_passed_while_the_job_waited_is_a_persons_turn(calcom: Sandbox, announced: list[int]):
    call_id = requested()
    call = the_call()
    assert call.request
    Call.objects.update(request=call.request | {"start": "2026-01-08T10:00:00Z"})

    perform(create_appointment_from_call, call_id=call_id)

    assert (the_call().booking_state, announced) == (Call.Booking.NEEDS_REVIEW, [])
    assert "in the past" in the_call().review_reason


@pytest.mark.parametrize("said", ['{{"uid": "{uid}"}}', '"{uid}"'])
def test_a_person_who_found_the_booking_names_its_uid_and_retries(said: str, calcom: Sandbox, announced: list[int]):
    call_id = requested()
    calcom.faults.push("done_drop", provider="calcom")
    with pytest.raises(Transient):
        perform(create_appointment_from_call, call_id=call_id)
    Job.objects.all().delete()
    uid = calcom.log.lines("booking")[0]["id"]
    Effect.objects.update(state="done", result=said.format(uid=uid))

    perform(create_appointment_from_call, call_id=call_id)

    assert (the_call().booking_state, the_call().appointment.calcom_uid) == ("booked", uid)


@pytest.mark.parametrize("said", ["{}", "null", '"not-a-uid"'])
def test_a_person_who_names_no_booking_is_told_so(said: str, calcom: Sandbox, announced: list[int]):
    call_id = requested()
    calcom.faults.push("done_drop", provider="calcom")
    with pytest.raises(Transient):
        perform(create_appointment_from_call, call_id=call_id)
    Job.objects.all().delete()
    Effect.objects.update(state="done", result=said)

    with pytest.raises(Fail, match="names no booking"):
        perform(create_appointment_from_call, call_id=call_id)
