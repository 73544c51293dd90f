"""What the console shows of calls and appointments: their rows in a story, its heading, and how they are found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.urls import reverse

from integrations.models import Appointment, Call
from integrations.reception.outcome import sentence, state
from integrations.reception.phone import e164
from jobs import Heading, Hit, StoryRow, StorySource

MAX_HITS = 20


def story_rows(story_id: UUID) -> Iterator[StoryRow]:
    """The call and its appointment."""
    for call in _calls(Q(story_id=story_id)):
        yield _call_row(call)
        if appointment := _appointment(call):
            yield _appointment_row(call, appointment)


def heading(story_id: UUID) -> Heading | None:
    """ "Call from +49 ••• ••17" and what became of it."""
    call = _calls(Q(story_id=story_id)).first()
    if call is None:
        return None
    return Heading(title=_title(call), sentence=sentence(call, _appointment(call)))


def search(text: str) -> Iterator[Hit]:
    """Calls by phone number, e-mail address, Retell's call id or Cal.com's uid; exact, because these are indexed."""
    found = {pk for calls in _lookups(text) for pk in calls.order_by("-id").values_list("pk", flat=True)[:MAX_HITS]}
    for call in _calls(Q(pk__in=found)).order_by("-id")[:MAX_HITS]:
        yield Hit(
            kind="call",
            title=_title(call),
            detail=sentence(call, _appointment(call)),
            at=call.ended_at or call.created_at,
            story_id=call.story_id,
        )


def _lookups(text: str) -> Iterator[QuerySet[Call]]:
    """One query per index: an OR over several tables would read all of them."""
    if not text or "\0" in text:  # no name of anything, and PostgreSQL takes no NUL
        return
    calls = Call.objects.all()
    yield calls.filter(call_id=text)
    yield calls.filter(appointment__calcom_uid=text)
    if "@" in text:
        addresses = {text, text.lower()}
        yield calls.filter(appointment__email__in=addresses)
        yield calls.filter(customer__email__in=addresses)
    if phone := e164(text) or e164(f"+{text}"):
        yield calls.filter(customer_phone=phone)
        yield calls.filter(customer__phone=phone)
        yield calls.filter(appointment__phone=phone)


def _calls(wanted: Q) -> QuerySet[Call]:
    return Call.objects.filter(wanted).select_related("company", "appointment").defer("transcript").order_by("id")


def _title(call: Call) -> str:
    with_whom = call.masked_caller or "an unknown number"
    return f"Call to {with_whom}" if call.direction == "outbound" else f"Call from {with_whom}"


def _appointment(call: Call) -> Appointment | None:
    return getattr(call, "appointment", None)


def _call_row(call: Call) -> StoryRow:
    company = call.company.name if call.company else "unknown company"
    return StoryRow(
        kind="call",
        id=str(call.pk),
        name=f"{_title(call)}, {company}",
        state=state(call),
        at=call.created_at,  # of its first event: a story begins where we came in, not when the phone rang
        ended=_settled_at(call),
        detail=sentence(call, _appointment(call)),
        external_id=call.call_id,
        url=reverse("admin:integrations_call_change", args=[call.pk]),
        times={name: at for name, at in (("began", call.started_at), ("ended", call.ended_at)) if at},
    )


def _settled_at(call: Call) -> datetime | None:
    """When its appointment was booked, if it was."""
    appointment = _appointment(call)
    return appointment.booked_at if appointment else None


def _appointment_row(call: Call, appointment: Appointment) -> StoryRow:
    return StoryRow(
        kind="appointment",
        id=str(appointment.pk),
        name=f"Appointment on {appointment.start.astimezone(appointment.zone):%a %-d %b %Y, %H:%M}",
        state=appointment.state,
        at=appointment.created_at,
        ended=appointment.booked_at,
        detail=appointment.reason,
        parent=("call", str(call.pk)),
        external_id=appointment.calcom_uid,
        url=reverse("admin:integrations_appointment_change", args=[appointment.pk]),
        times={"starts": appointment.start} | ({"ends": appointment.end} if appointment.end else {}),
    )


SOURCE = StorySource(name="reception", rows=story_rows, search=search, heading=heading)
