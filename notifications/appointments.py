"""What is told about an appointment, to whom, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from integrations.models import Appointment
from notifications.deliveries import Address, ensure_delivery
from notifications.messages import render_email, render_sms
from notifications.models import Delivery

CONFIRMATION = "appointment_confirmation"
REMINDER = "appointment_reminder"
REMINDED_BEFORE = timedelta(hours=24)
TOLERANCE = timedelta(minutes=1)  # clocks of hosts differ; a reminder that comes a moment early is on time


def reminder_time(start: datetime, *, now: datetime) -> datetime | None:
    """The instant of the reminder, or None when it has passed: an appointment less than 24 h away gets none."""
    at = start - REMINDED_BEFORE
    return at if at > now else None


def reminder_obstacle(appointment: Appointment, *, now: datetime) -> str:
    """Why a due reminder is not to be sent, or ""."""
    if appointment.state != Appointment.State.BOOKED:
        return f"the appointment is {appointment.state}"
    return "the appointment has begun" if appointment.start <= now else ""


def too_early(appointment: Appointment, *, now: datetime) -> timedelta | None:
    """How long a reminder has to wait because the appointment was put off; None when it is due."""
    wait = appointment.start - REMINDED_BEFORE - now
    return wait if wait > TOLERANCE else None


def tell(appointment: Appointment, template: str) -> list[Delivery]:
    """Make the deliveries of `template` for the customer, each once, and return those still to be sent."""
    with transaction.atomic():
        deliveries = [
            ensure_delivery(
                appointment.key,
                template,
                address,
                (render_sms if address.channel == Delivery.Channel.SMS else render_email)(
                    template, _context(appointment), appointment.zone
                ),
                story_id=appointment.story_id,
            )
            for address in _addresses(appointment)
        ]
    return [delivery for delivery in deliveries if delivery.state == Delivery.State.QUEUED]


def _addresses(appointment: Appointment) -> Iterator[Address]:
    """One number and one e-mail address at most; what the customer said in an earlier call helps out."""
    customer = appointment.customer
    if appointment.phone and "twilio" in settings.SMS_CHANNELS:
        yield Address(channel=Delivery.Channel.SMS, provider="twilio", recipient=appointment.phone)
    if email := appointment.email or (customer.email if customer else ""):
        yield Address(channel=Delivery.Channel.EMAIL, provider="email", recipient=email)


def _context(appointment: Appointment) -> dict[str, Any]:
    return {
        "appointment": appointment,
        "company": appointment.company,
        "start": appointment.start,
        "reference": appointment.pk,
    }
