"""Decides where the appointment request of a call stands: nothing asked for, to be booked, or a person's turn."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from integrations.models import Call
from integrations.providers.retell.schemas import RetellCall
from integrations.reception.moment import NotATime
from integrations.reception.request import Incomplete, Request, is_requested, read_request, request_fields


def judge(call: Call, told: RetellCall, *, region: str | None, now: datetime) -> None:
    """Take in what one event says about an appointment; the caller holds the row's lock and saves it.

    The first complete request wins; a later one that contradicts it flags the call. Replaying an event judges again
    whatever has not become an appointment yet, for instance after its company was created.
    """
    fields = request_fields(told)
    try:
        asked = is_requested(fields)
        request = read_request(fields, caller=call.customer_phone, region=region) if asked else None
    except Incomplete as problem:
        if call.request is None:
            review(call, f"The request cannot be used: {problem}")
        return
    call.request_denied |= asked is False
    if request is not None:
        _compare(call, request)
    if call.request is not None:
        if call.request_denied:
            _flag(call, "one event asks for an appointment, another says that none was asked for")
        _decide(call, now)


def _compare(call: Call, request: Request) -> None:
    if call.request is None:
        call.request = request.to_json()
        return
    differences = Request.from_json(call.request).differences(request, _zone(call))
    if differences:
        _flag(call, f"its events disagree about {', '.join(differences)}; the first complete request was taken")


def _decide(call: Call, now: datetime) -> None:
    waiting = call.booking_state in (Call.Booking.NONE, Call.Booking.NEEDS_REVIEW)
    if not waiting or (call.pk and hasattr(call, "appointment")):
        return
    if reason := obstacle(call, now=now):
        review(call, reason)
    else:
        call.booking_state, call.review_reason = Call.Booking.REQUESTED, ""


def obstacle(call: Call, *, now: datetime) -> str:
    """Why the complete request of a call cannot be booked, or ""."""
    if call.company is None:
        return f"No company has the agent {call.agent_id!r}"
    if not call.company.is_active:
        return f"{call.company} is not active"
    try:
        start = Request.from_json(call.request or {}).starts_at(call.company.zone)
    except NotATime as problem:
        return f"The request cannot be used: {problem}"
    return "The wished time lies in the past" if start <= now else ""


def review(call: Call, reason: str) -> None:
    """A person's turn; the caller saves the row."""
    call.booking_state, call.review_reason = Call.Booking.NEEDS_REVIEW, reason


def _flag(call: Call, reason: str) -> None:
    call.is_flagged, call.flag_reason = True, call.flag_reason or reason.capitalize()


def _zone(call: Call) -> ZoneInfo:
    return call.company.zone if call.company else ZoneInfo("UTC")
