"""Books the appointment of a call at Cal.com, once, whatever dies in between."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from integrations.http import Permanent
from integrations.models import Appointment
from integrations.providers.calcom.client import CalcomClient
from integrations.providers.calcom.errors import SlotTaken
from integrations.providers.calcom.schemas import Booking, NewBooking
from integrations.reception.appointments import Booked, announce_booked, prepare_appointment, settle_unbooked
from jobs import CannotTell, EffectUnknown, Fail, link_story, once

NOT_HELD = frozenset({"cancelled", "rejected"})
Stored = dict[str, str]


def book_appointment(call_id: int, client: CalcomClient) -> None:
    """Book what the call asks for and announce it; may be called again at any time and never books twice.

    A final refusal leaves the call to a person and returns. Raises `EffectUnknown` (the appointment is then
    *unknown*), `Release`, `Transient`, `AuthError`.
    """
    appointment = prepare_appointment(call_id, now=timezone.now())
    if appointment is None or appointment.state == Appointment.State.FAILED:
        return
    if appointment.state == Appointment.State.BOOKED:
        announce_booked(appointment)
        return
    try:
        stored = _whole(_book_once(appointment, client), client)
    except Permanent as refusal:
        settle_unbooked(appointment, Appointment.State.FAILED, _reason(refusal))
    except EffectUnknown:
        reason = "Nobody can tell whether Cal.com booked it; look there, then decide"
        settle_unbooked(appointment, Appointment.State.UNKNOWN, reason)
        raise
    else:
        _settle(appointment, stored)


def _book_once(appointment: Appointment, client: CalcomClient) -> Any:
    key = f"{appointment.key}:book"
    return once(
        key,
        do=lambda: _stored(client.create_booking(_wish(appointment, key))),
        find=lambda: _find(appointment, key, client),
        total_timeout=client.total_timeout,
    )


def _whole(result: Any, client: CalcomClient) -> Stored:
    """What the booking gave. A person who settled an unknown effect may have named the uid alone: then Cal.com knows."""
    stored = result if isinstance(result, dict) else {"uid": result}
    if {"uid", "start", "end", "status"} <= stored.keys():
        return stored
    booking = client.get_booking(str(stored.get("uid") or "-"))
    if booking is None:
        raise Fail('the effect\'s result names no booking that Cal.com knows; settle it with {"uid": "…"}')
    return _stored(booking)


def _find(appointment: Appointment, key: str, client: CalcomClient) -> Stored | None:
    """A refusal to list bookings must not be mistaken for a refusal to book."""
    try:
        found = client.find_booking(key, start=appointment.start, event_type_id=appointment.calcom_event_type_id)
    except Permanent as error:
        raise CannotTell(str(error)) from error
    return _stored(found) if found else None


def _settle(appointment: Appointment, stored: Stored) -> None:
    link_story(f"calcom:{stored['uid']}", appointment.story_id)
    if stored["status"].lower() in NOT_HELD:
        reason = f"Cal.com has the booking as {stored['status'].lower()}"
        settle_unbooked(appointment, Appointment.State.FAILED, reason)
        return
    start, end = (datetime.fromisoformat(stored[name]) for name in ("start", "end"))
    announce_booked(appointment, Booked(uid=stored["uid"], start=start, end=end))


def _wish(appointment: Appointment, key: str) -> NewBooking:
    return NewBooking(
        event_type_id=appointment.calcom_event_type_id,
        start=appointment.start,
        name=appointment.name,
        time_zone=appointment.time_zone,
        effect_key=key,
        email=appointment.email,
        phone=appointment.phone,
        notes=appointment.notes,
        metadata={"appointment": str(appointment.pk)},
    )


def _stored(booking: Booking) -> Stored:
    return {
        "uid": booking.uid,
        "status": booking.status,
        "start": booking.start.isoformat(),
        "end": booking.end.isoformat(),
    }


def _reason(refusal: Permanent) -> str:
    if isinstance(refusal, SlotTaken):
        return "Cal.com has no free slot at the wished time"
    return f"Cal.com refused the booking: {refusal.message}"
