"""The doors of reception: from a stored event to a booked appointment."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from integrations.models import Call, WebhookEvent
from integrations.outcomes import provider_outcomes
from integrations.providers.calcom.client import CalcomClient
from integrations.providers.retell.schemas import CallEvent
from integrations.reception.appointments import hand_to_person
from integrations.reception.booking import book_appointment
from integrations.reception.calls import record_call
from integrations.reception.customers import update_customer
from integrations.webhooks.errors import InvalidPayload
from integrations.webhooks.outcomes import mark_processed
from integrations.webhooks.parsing import parse_event
from jobs import task


@task(queue="critical", tries=3, timeout=60, fail_on=[InvalidPayload])
def process_retell_call_ended(*, event_id: UUID) -> None:
    """Store the call that `call_ended` or `call_analyzed` tells of, and enqueue what follows from it."""
    event = WebhookEvent.objects.get(pk=event_id)
    told = parse_event(event, CallEvent).call
    with transaction.atomic():
        call = record_call(told, story_id=event.story_id, now=timezone.now())
        if call.booking_state == Call.Booking.REQUESTED:
            create_appointment_from_call.enqueue(call_id=call.pk)
        update_customer_from_call.enqueue(call_id=call.pk)
        mark_processed(event.id)


@task(queue="high")
def review_unbooked_call(*, call_id: int, reason: str) -> None:
    """The booking job is dead: a person has to look at the call."""
    hand_to_person(call_id, f"The booking gave up: {reason}")


@task(queue="high", tries=5, backoff=[10, 30, 60, 300, 600], unique_by=["call_id"], on_dead=review_unbooked_call)
def create_appointment_from_call(*, call_id: int) -> None:
    """Book the appointment that a call asks for."""
    with provider_outcomes():
        book_appointment(call_id, CalcomClient.from_settings())


@task(queue="default")
def update_customer_from_call(*, call_id: int) -> None:
    """Keep what the call says about the customer."""
    update_customer(call_id)


def enqueue_call_event(event_id: UUID) -> None:
    """Intake's door: called inside the transaction that stores the event."""
    process_retell_call_ended.enqueue(event_id=event_id)
