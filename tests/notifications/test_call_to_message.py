"""The whole way of one call, from Retell's event to a text and an e-mail."""

from __future__ import annotations

import pytest
from django.core import mail

from integrations.models import Appointment
from integrations.reception.tasks import process_retell_call_ended
from integrations.sandbox.sandbox import Sandbox
from jobs import story_for
from jobs.models import Job
from jobs.testing import drain, perform
from notifications.models import Delivery
from notifications.tasks import send_appointment_confirmation
from tests.integrations.reception.cast import CALLER, analyzed, company, ended, stored

pytestmark = pytest.mark.django_db


def play(*bodies: dict[str, object]) -> Appointment:
    company()
    for body in bodies:
        event = stored(body)
        perform(process_retell_call_ended, event_id=event.id, in_story=event.story_id)
        drain()
    return Appointment.objects.get()


def test_a_booking_sends_one_text_and_one_email(sandbox: Sandbox):
    appointment = play(ended(), analyzed())

    [line] = sandbox.log.lines("sms")
    text = line["record"]["message"]
    delivery = Delivery.objects.get(channel="sms")
    assert (text["to"], text["body"]) == (CALLER, delivery.body)
    assert line["key"] == str(delivery.pk)
    assert (delivery.state, delivery.provider_id) == ("sent", line["id"])
    [message] = mail.outbox
    assert message.to == ["jo.marsh@example.com"]
    assert f"Reference {appointment.pk}" in message.body


def test_the_whole_way_is_one_story(sandbox: Sandbox):
    appointment = play(ended())

    story = story_for("retell:call_9f2d")
    assert appointment.story_id == story
    assert set(Delivery.objects.values_list("story_id", flat=True)) == {story}
    assert set(Job.objects.values_list("story_id", flat=True)) == {story}
    assert story_for(f"calcom:{appointment.calcom_uid}") == story
    assert {story_for(delivery.key) for delivery in Delivery.objects.all()} == {story}


def test_only_the_reminder_remains(sandbox: Sandbox):
    play(ended())

    left = Job.objects.filter(finished_at=None)
    assert [job.task for job in left] == ["send_appointment_reminder"]


def test_without_an_address_there_is_only_a_text(sandbox: Sandbox):
    play(ended(customer_email=""))

    assert [delivery.channel for delivery in Delivery.objects.all()] == ["sms"]


def test_confirming_again_sends_nothing_again(sandbox: Sandbox):
    appointment = play(ended())

    assert perform(send_appointment_confirmation, appointment_id=appointment.pk) == []
    assert len(sandbox.log.lines("sms")) == 1
