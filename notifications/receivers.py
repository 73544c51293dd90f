"""What this room does when others announce something: it enqueues, nothing else.

| announcement | reaction |
|---|---|
| `integrations.signals.appointment_booked` | confirmation now, reminder 24 h before |
| `jobs.signals.job_died` | operations are told, at most every ten minutes |
"""

from __future__ import annotations

from django.utils import timezone

from integrations.models import Appointment
from integrations.signals import appointment_booked
from jobs.signals import job_died
from notifications.appointments import reminder_time
from notifications.tasks import (
    send_appointment_confirmation,
    send_appointment_reminder,
    send_operations_email,
    tell_operations,
    tell_operations_later,
)

OWN_TASKS = frozenset({tell_operations.name, tell_operations_later.name, send_operations_email.name})
MAX_ERROR = 500


def on_appointment_booked(*, appointment_id: int, **_: object) -> None:
    """Confirm, and remind when there is more than a day to go. Repeating it changes nothing: both jobs are unique."""
    send_appointment_confirmation.enqueue(appointment_id=appointment_id)
    start = Appointment.objects.values_list("start", flat=True).get(pk=appointment_id)
    if at := reminder_time(start, now=timezone.now()):
        send_appointment_reminder.using(run_after=at).enqueue(appointment_id=appointment_id)


def on_job_died(*, task: str, fingerprint: str, error_type: str, error: str, reason: str, **_: object) -> None:
    """Tell operations, but never about the jobs that tell them.

    Written at once: the job that died has no finish of its own any more that could carry it.
    """
    if task in OWN_TASKS:
        return
    what = f"{error_type}: {error}" if error_type else reason
    tell_operations.using(now=True).enqueue(dead_task=task, fingerprint=fingerprint, error=what[:MAX_ERROR])


def connect() -> None:
    """Called once when the app is ready."""
    appointment_booked.connect(on_appointment_booked, dispatch_uid="notifications.appointment_booked")
    job_died.connect(on_job_died, dispatch_uid="notifications.job_died")
