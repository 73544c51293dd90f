"""The rows of an appointment: prepared before its booking, settled after it. One writer, one transaction per step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from integrations.models import Appointment, Call
from integrations.reception.customers import identify_customer
from integrations.reception.judgement import obstacle, review
from integrations.reception.request import Request
from integrations.signals import appointment_booked

OPEN = (Appointment.State.PENDING, Appointment.State.UNKNOWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What Cal.com booked."""

    uid: str
    start: datetime
    end: datetime


def prepare_appointment(call_id: int, *, now: datetime) -> Appointment | None:
    """The appointment row of a call that asks for one, made now or found; None when there is nothing to book.

    A call that waits for a person is tried again (its dead job was retried), unless its request cannot be booked.
    """
    with transaction.atomic():
        call = Call.objects.select_for_update(of=("self",)).select_related("company").get(pk=call_id)
        existing = Appointment.objects.filter(call=call).first()
        if existing or call.request is None:
            return existing
        if (reason := obstacle(call, now=now)) or call.company is None:
            review(call, reason)
            call.save(update_fields=["booking_state", "review_reason", "updated_at"])
            return None
        request = Request.from_json(call.request)
        return Appointment.objects.create(
            call=call,
            company=call.company,
            customer=identify_customer(call),
            start=request.starts_at(call.company.zone),
            time_zone=call.company.time_zone,
            calcom_event_type_id=call.company.calcom_event_type_id,
            name=request.name,
            email=request.email,
            phone=request.phone,
            notes=request.notes,
            story_id=call.story_id,
        )


def announce_booked(appointment: Appointment, booked: Booked | None = None) -> None:
    """Write the booking, if it is not yet written, and announce it; both or neither.

    Without `booked` it only announces again: an earlier attempt may have died between its commit and its end.
    """
    with transaction.atomic():
        if booked is not None:
            Appointment.objects.filter(pk=appointment.pk, state__in=OPEN).update(
                state=Appointment.State.BOOKED,
                reason="",
                calcom_uid=booked.uid,
                start=booked.start,
                end=booked.end,
                booked_at=timezone.now(),
            )
            Call.objects.filter(pk=appointment.call_id).update(booking_state=Call.Booking.BOOKED, review_reason="")
        appointment_booked.send(sender=Appointment, appointment_id=appointment.pk, story_id=appointment.story_id)


def settle_unbooked(appointment: Appointment, state: Appointment.State, reason: str) -> None:
    """It is not booked (`failed`), or nobody can tell (`unknown`): a person's turn."""
    with transaction.atomic():
        Appointment.objects.filter(pk=appointment.pk, state__in=OPEN).update(state=state, reason=reason)
        hand_to_person(appointment.call_id, reason)


def hand_to_person(call_id: int, reason: str) -> None:
    """Mark a call for review, unless its appointment is booked after all."""
    Call.objects.filter(pk=call_id).exclude(booking_state=Call.Booking.BOOKED).update(
        booking_state=Call.Booking.NEEDS_REVIEW, review_reason=reason
    )
