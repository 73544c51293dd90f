"""The doors of notifications."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from integrations.models import Appointment, WebhookEvent
from integrations.outcomes import provider_outcomes
from integrations.providers.twilio.client import TwilioClient
from integrations.webhooks.errors import InvalidPayload
from integrations.webhooks.outcomes import mark_processed
from jobs import Cancel, Release, current, current_story, new_id, task
from notifications import alerts, appointments, deliveries, twilio_events
from notifications.channels.email import EmailChannel
from notifications.channels.twilio import TwilioChannel
from notifications.models import Delivery
from notifications.sending import send_delivery


@task(queue="notifications")
def mark_delivery_given_up(*, delivery_id: UUID, reason: str) -> None:
    """The job that was to send it is dead."""
    deliveries.give_up(delivery_id, reason, now=timezone.now())


@task(queue="notifications", tries=5, unique_by=["delivery_id"], on_dead=mark_delivery_given_up)
def send_sms_notification(*, delivery_id: UUID) -> None:
    """Send one SMS."""
    with provider_outcomes():
        send_delivery(delivery_id, TwilioChannel(TwilioClient.from_settings()))


@task(queue="notifications", tries=5, timeout=30, unique_by=["delivery_id"], on_dead=mark_delivery_given_up)
def send_email_notification(*, delivery_id: UUID) -> None:
    """Send one e-mail."""
    with provider_outcomes():
        send_delivery(delivery_id, EmailChannel())


@task(queue="notifications", unique_by=["appointment_id"])
def send_appointment_confirmation(*, appointment_id: int) -> None:
    """Tell the customer that the appointment is booked."""
    _send_about(_appointment(appointment_id), appointments.CONFIRMATION)


@task(queue="notifications", unique_by=["appointment_id"])
def send_appointment_reminder(*, appointment_id: int) -> None:
    """Remind the customer, if there is still something to be reminded of."""
    appointment, now = _appointment(appointment_id), timezone.now()
    if obstacle := appointments.reminder_obstacle(appointment, now=now):
        raise Cancel(f"No reminder: {obstacle}")
    if wait := appointments.too_early(appointment, now=now):
        raise Release(wait, "the appointment was put off")
    _send_about(appointment, appointments.REMINDER)


@task(queue="webhooks", fail_on=[InvalidPayload])
def process_twilio_status(*, event_id: UUID) -> None:
    """Move a delivery to where Twilio says it is."""
    twilio_events.take_status(WebhookEvent.objects.get(pk=event_id))
    mark_processed(event_id)


@task(queue="webhooks", fail_on=[InvalidPayload])
def process_twilio_inbound(*, event_id: UUID) -> None:
    """Take in what somebody texted us."""
    twilio_events.take_inbound(WebhookEvent.objects.get(pk=event_id))
    mark_processed(event_id)


@task(queue="low", tries=5, timeout=30, unique_by=["delivery_id"], on_dead=mark_delivery_given_up)
def send_operations_email(*, delivery_id: UUID) -> None:
    """Send a message to operations; a task of its own, because nobody is told of its death."""
    with provider_outcomes():
        send_delivery(delivery_id, EmailChannel())


@task(queue="low", unique_by=["alert_id"])
def tell_operations_later(*, alert_id: int) -> None:
    """The ten minutes are over: tell what has come since."""
    _tell_operations(alert_id)


@task(queue="low")
def tell_operations(*, dead_task: str, fingerprint: str, error: str) -> None:
    """Count a death, and tell operations unless they were told just now."""
    run = current()
    counted_by = str(run.job_id if run else new_id())
    death = alerts.Death(task=dead_task, fingerprint=fingerprint, error=error, counted_by=counted_by)
    _tell_operations(alerts.count_death(death, now=timezone.now()).pk)


def enqueue_twilio_status(event_id: UUID) -> None:
    """Intake's door: called inside the transaction that stores the event."""
    process_twilio_status.enqueue(event_id=event_id)


def enqueue_twilio_inbound(event_id: UUID) -> None:
    """Intake's door: called inside the transaction that stores the event."""
    process_twilio_inbound.enqueue(event_id=event_id)


def _appointment(appointment_id: int) -> Appointment:
    return Appointment.objects.select_related("company", "customer").get(pk=appointment_id)


def _send_about(appointment: Appointment, template: str) -> None:
    for delivery in appointments.tell(appointment, template):
        sender = send_sms_notification if delivery.channel == Delivery.Channel.SMS else send_email_notification
        sender.enqueue(delivery_id=delivery.pk)


def _tell_operations(alert_id: int) -> None:
    wait = alerts.tell(alert_id, story_id=current_story() or new_id(), now=timezone.now())
    if wait is not None:
        tell_operations_later.using(run_after=wait).enqueue(alert_id=alert_id)
    for delivery in alerts.unsent(alert_id):
        send_operations_email.enqueue(delivery_id=delivery.pk)
