"""Tells operations that jobs die: one message per task and error per ten minutes, with a count and a link."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from notifications.deliveries import Address, ensure_delivery
from notifications.messages import render_email
from notifications.models import Alert, Delivery

logger = logging.getLogger(__name__)
WINDOW = timedelta(minutes=10)
TEMPLATE = "jobs_died"
MAX_RECENT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """A job died. `counted_by` is the id of whoever counts it: counting again under the same id changes nothing."""

    task: str
    fingerprint: str
    error: str
    counted_by: str


def count_death(death: Death, *, now: datetime) -> Alert:
    """Add a death to its alert."""
    with transaction.atomic():
        wanted = {"task": death.task[:200], "fingerprint": death.fingerprint[:64]}
        Alert.objects.get_or_create(**wanted, defaults={"first_at": now, "last_at": now})
        alert = Alert.objects.select_for_update().get(**wanted)
        if death.counted_by not in alert.recent:
            alert.untold += 1
            alert.total += 1
            alert.recent = [*alert.recent, death.counted_by][-MAX_RECENT:]
            alert.error, alert.last_at = death.error, max(now, alert.last_at)
            alert.save()
    return alert


def tell(alert_id: int, *, story_id: UUID, now: datetime) -> timedelta | None:
    """Write the message about what was not told yet; returns how long to wait when one went out just now.

    Without an address for operations there is a log line instead.
    """
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=alert_id)
        if not alert.untold:
            return None
        if alert.sent_at and alert.sent_at + WINDOW > now:
            return alert.sent_at + WINDOW - now
        _write(alert, story_id)
        alert.messages += 1
        alert.untold, alert.sent_at = 0, now
        alert.save()
    return None


def unsent(alert_id: int) -> QuerySet[Delivery]:
    """The latest messages of an alert that still wait to be sent, those of an attempt that died among them."""
    last = Alert.objects.values_list("messages", flat=True).get(pk=alert_id)
    names = [_name(alert_id, number) for number in range(max(1, last - 2), last + 1)]
    return Delivery.objects.filter(about__in=names, state=Delivery.State.QUEUED)


def failures_url() -> str:
    """Where the failures stand."""
    return f"{settings.PUBLIC_URL}{reverse('console:failures')}"


def _write(alert: Alert, story_id: UUID) -> None:
    logger.error("jobs died: %s", alert.task, extra={"count": alert.untold, "error": alert.error})
    if not settings.OPERATIONS_EMAILS:
        return
    recipient = ", ".join(settings.OPERATIONS_EMAILS)
    address = Address(channel=Delivery.Channel.EMAIL, provider="email", recipient=recipient)
    context = {"alert": alert, "minutes": int(WINDOW.total_seconds() // 60), "url": failures_url()}
    message = render_email(TEMPLATE, context, ZoneInfo(settings.TIME_ZONE))
    ensure_delivery(_name(alert.pk, alert.messages + 1), TEMPLATE, address, message, story_id=story_id)


def _name(alert_id: int, message: int) -> str:
    return f"alert:{alert_id}:{message}"
