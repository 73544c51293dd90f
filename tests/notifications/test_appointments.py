from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from integrations.models import Appointment, Customer
from integrations.signals import appointment_booked
from jobs import Cancel, Release
from jobs.models import Job
from jobs.testing import drain, perform
from notifications.appointments import CONFIRMATION, reminder_time, tell
from notifications.messages import render_email, render_sms
from notifications.models import Delivery
from notifications.tasks import send_appointment_reminder
from tests.integrations.reception.cast import company
from tests.notifications.cast import booked

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(48, NOON + timedelta(hours=24)), (24.01, NOON + timedelta(hours=0.01)), (24, None), (1, None)],
)
def test_the_reminder_is_due_a_day_before_unless_that_has_passed(hours: float, expected: datetime | None):
    assert reminder_time(NOON + timedelta(hours=hours), now=NOON) == expected


def test_a_booking_schedules_its_reminder_at_an_absolute_instant():
    appointment = booked()

    for _ in range(2):
        appointment_booked.send(sender=Appointment, appointment_id=appointment.pk)

    [job] = Job.objects.filter(task="send_appointment_reminder")
    assert job.due_at is not None
    assert abs(job.due_at - (appointment.start - timedelta(hours=24))) < timedelta(seconds=5)
    assert Job.objects.filter(task="send_appointment_confirmation").count() == 1


def test_an_appointment_within_a_day_gets_no_reminder():
    appointment = booked(start=timezone.now() + timedelta(hours=23))

    appointment_booked.send(sender=Appointment, appointment_id=appointment.pk)

    assert not Job.objects.filter(task="send_appointment_reminder").exists()


def test_a_due_reminder_is_sent_once():
    appointment = booked(start=timezone.now() + timedelta(hours=24))
    children = perform(send_appointment_reminder, appointment_id=appointment.pk)

    assert [child.task for child in children] == ["send_sms_notification", "send_email_notification"]
    assert set(Delivery.objects.values_list("template", flat=True)) == {"appointment_reminder"}


@pytest.mark.parametrize(
    ("changes", "why"),
    [({"state": "failed"}, "is failed"), ({"start": datetime(2026, 1, 1, tzinfo=UTC)}, "has begun")],
)
def test_nobody_is_reminded_of_what_is_not(changes: dict[str, object], why: str):
    appointment = booked(**changes)

    with pytest.raises(Cancel, match=why):
        perform(send_appointment_reminder, appointment_id=appointment.pk)

    assert not Delivery.objects.exists()


def test_a_reminder_of_an_appointment_that_was_put_off_waits():
    appointment = booked(start=timezone.now() + timedelta(hours=30))

    with pytest.raises(Release) as released:
        perform(send_appointment_reminder, appointment_id=appointment.pk)

    assert released.value.after == pytest.approx(6 * 3600, abs=5)


def test_the_text_reads_in_the_zone_of_the_appointment():
    appointment = booked(start=datetime(2099, 7, 1, 7, 30, tzinfo=UTC), time_zone="America/New_York")

    tell(appointment, CONFIRMATION)

    sms = Delivery.objects.get(channel="sms")
    assert sms.body == (
        f"Lindenhof: your appointment is confirmed for Wed 1 Jul 2099, 03:30. Ref. {appointment.pk}. "
        "Reply STOP to get no more texts."
    )
    assert "Wednesday, 1 July 2099 at 03:30 (America/New_York)" in Delivery.objects.get(channel="email").body


def test_an_address_from_an_earlier_call_helps_out():
    practice = company()
    customer = Customer.objects.create(company=practice, phone="+491701234517", email="known@example.com")

    tell(booked(company=practice, customer=customer, email=""), CONFIRMATION)

    assert Delivery.objects.get(channel="email").recipient == "known@example.com"


def test_what_customers_say_is_text_and_nothing_else():
    appointment = booked(name="<b>Jo</b> & Co", notes="{{ secret }} <script>")
    practice = appointment.company
    practice.name = "Zahn & Zeit\r\nBcc: all@example.com"
    context = {"appointment": appointment, "company": practice, "start": appointment.start, "reference": 1}

    email = render_email(CONFIRMATION, context, ZoneInfo("UTC"))
    sms = render_sms(CONFIRMATION, context, ZoneInfo("UTC"))

    assert "\n" not in email.subject + sms.body
    assert sms.body.startswith("Zahn & Zeit Bcc: all@example.com: your")
    assert "Hello <b>Jo</b> & Co," in email.body
    assert "&lt;b&gt;Jo&lt;/b&gt; &amp; Co" in email.html
    assert "<script>" not in email.html


def test_no_number_and_no_address_tell_nobody():
    assert tell(booked(phone="", email=""), CONFIRMATION) == []


def test_what_was_made_and_never_enqueued_is_told_by_the_next_attempt():
    appointment = booked()
    first = tell(appointment, CONFIRMATION)
    Delivery.objects.filter(pk=first[0].pk).update(state="sent")

    assert [delivery.pk for delivery in tell(appointment, CONFIRMATION)] == [first[1].pk]
    assert drain() == []
