from __future__ import annotations

import pytest

from integrations.models import Appointment, Call
from integrations.reception.tasks import create_appointment_from_call, process_retell_call_ended
from integrations.sandbox.sandbox import Sandbox
from integrations.webhooks.errors import InvalidPayload
from jobs.models import Job
from jobs.testing import drain, perform
from tests.integrations.reception.cast import START, analyzed, asking, company, ended, stored, the_call

pytestmark = pytest.mark.django_db


def test_a_call_becomes_one_booking_that_is_announced(calcom: Sandbox, announced: list[int]):
    company()
    perform(process_retell_call_ended, event_id=stored(ended()).id)

    drain()

    call = the_call()
    assert call.booking_state == Call.Booking.BOOKED
    assert call.appointment.start == START
    assert calcom.log.counts()["booking"] == {f"appointment:{call.appointment.pk}:book": 1}
    assert calcom.log.lines("booking")[0]["id"] == call.appointment.calcom_uid
    assert announced == [call.appointment.pk]
    assert call.customer
    assert call.customer.name == "Jo Marsh"


@pytest.mark.parametrize("first", ["ended", "analyzed"])
def test_both_events_in_either_order_lead_to_one_booking(first: str, calcom: Sandbox, announced: list[int]):
    company()
    bodies = [ended(), analyzed()] if first == "ended" else [analyzed(), ended()]
    for body in bodies:
        perform(process_retell_call_ended, event_id=stored(body).id)
        drain()

    assert len(calcom.log.lines("booking")) == 1
    assert not the_call().is_flagged
    assert the_call().summary


def test_the_analysis_alone_is_enough(calcom: Sandbox, announced: list[int]):
    company()
    perform(process_retell_call_ended, event_id=stored(analyzed()).id)

    drain()

    assert the_call().booking_state == Call.Booking.BOOKED


def test_the_first_complete_request_wins_and_a_different_one_flags_the_call(calcom: Sandbox, announced: list[int]):
    company()
    perform(process_retell_call_ended, event_id=stored(ended()).id)
    later = START.replace(hour=15).isoformat()
    perform(process_retell_call_ended, event_id=stored(analyzed(appointment_start=later)).id)
    drain()

    call = the_call()
    assert call.is_flagged
    assert "start" in call.flag_reason
    assert call.appointment.start == START
    assert len(calcom.log.lines("booking")) == 1


def test_a_call_without_a_request_is_kept_and_nothing_is_booked(announced: list[int]):
    company()
    children = perform(process_retell_call_ended, event_id=stored(ended(appointment_start=None)).id)

    assert [child.task for child in children] == ["update_customer_from_call"]
    assert the_call().booking_state == Call.Booking.NONE


def test_a_taken_time_leaves_the_call_to_a_person_and_the_job_has_succeeded(calcom: Sandbox, announced: list[int]):
    company()
    for number in (1, 2):
        perform(process_retell_call_ended, event_id=stored(ended(call_id=f"call_{number}")).id)

    states = {ran.task: ran.state for ran in drain()}

    second = Call.objects.get(call_id="call_2")
    assert second.booking_state == Call.Booking.NEEDS_REVIEW
    assert "no free slot" in second.review_reason
    assert states["create_appointment_from_call"] == "succeeded"
    assert len(announced) == 1


def test_an_event_that_does_not_fit_is_dead_at_once_and_says_where(announced: list[int]):
    event = stored({"event": "call_ended", "call": {"call_id": "call_1", "end_timestamp": "yesterday"}})

    with pytest.raises(InvalidPayload, match=r"call\.end_timestamp"):
        perform(process_retell_call_ended, event_id=event.id)

    event.refresh_from_db()
    assert event.state == "failed"


def test_what_a_later_attempt_finds_booked_is_announced_again(calcom: Sandbox, announced: list[int]):
    company()
    perform(process_retell_call_ended, event_id=stored(ended()).id)
    drain()

    perform(create_appointment_from_call, call_id=the_call().pk)

    assert len(announced) == 2
    assert len(calcom.log.lines("booking")) == 1
    assert Appointment.objects.count() == 1


def test_two_events_before_the_booking_make_one_booking_job(announced: list[int]):
    company()
    for body in (ended(), analyzed()):
        perform(process_retell_call_ended, event_id=stored(body).id)

    assert Job.objects.filter(task="create_appointment_from_call").count() == 1


def test_retell_may_leave_its_objects_null(announced: list[int]):
    body = asking(None)
    body["call"] |= {"call_analysis": None, "transcript": None, "direction": "sideways", "end_timestamp": None}

    perform(process_retell_call_ended, event_id=stored(body).id)

    assert the_call().booking_state == Call.Booking.NONE
