"""What became of a call, as a state and as one sentence for staff."""

from __future__ import annotations

from integrations.models import Appointment, Call


def state(call: Call) -> str:
    """For a badge: `no_request`, `requested`, `booked` or `needs_review`."""
    return "no_request" if call.booking_state == Call.Booking.NONE else str(call.booking_state)


def sentence(call: Call, appointment: Appointment | None) -> str:
    """For a heading or a row; contains no personal data."""
    parts = [_booking(call, appointment)]
    if call.is_flagged:
        parts.append(f"Flagged: {call.flag_reason}")
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _booking(call: Call, appointment: Appointment | None) -> str:
    if call.booking_state == Call.Booking.BOOKED and appointment is not None:
        return f"Appointment booked for {appointment.start.astimezone(appointment.zone):%a %-d %b %Y, %H:%M}"
    if call.booking_state == Call.Booking.REQUESTED:
        return "The call asks for an appointment; it is being booked"
    if call.booking_state == Call.Booking.NEEDS_REVIEW:
        return f"Needs review: {call.review_reason}"
    return "The call asked for no appointment"
