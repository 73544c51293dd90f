"""The only writer of deliveries: makes each one once and moves its state forward, never back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from jobs import redact
from notifications.messages import Message
from notifications.models import Delivery

State = Delivery.State
RANK = {State.QUEUED: 0, State.UNKNOWN: 1, State.SENT: 2, State.DELIVERED: 3, State.FAILED: 3, State.CANCELLED: 3}
GAVE_UP = "gave_up"
"""Error code of a delivery whose job died before anything was sent: a retry of the job opens it again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a message goes: `recipient` is E.164, or e-mail addresses separated by commas."""

    channel: Delivery.Channel
    provider: str
    recipient: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a provider said about a message. `provider_id`: its name there; empty when there is none."""

    state: Delivery.State
    provider_id: str = ""
    error_code: str = ""
    error: str = ""


def ensure_delivery(about: str, template: str, address: Address, message: Message, *, story_id: UUID) -> Delivery:
    """The one delivery of that template about that thing on that channel, made now or found as it is."""
    delivery, _ = Delivery.objects.get_or_create(
        about=about,
        template=template,
        channel=address.channel,
        defaults={
            "recipient": address.recipient,
            "provider": address.provider,
            "subject": message.subject,
            "body": message.body,
            "html": message.html,
            "story_id": story_id,
            "queued_at": timezone.now(),
        },
    )
    return delivery


def move(delivery_id: UUID, report: Report, *, now: datetime) -> bool:
    """Take in a report, in any order and any number of times; `False` when the delivery is already as far or farther."""
    known = Delivery.objects.filter(pk=delivery_id)
    if report.provider_id:
        known.filter(provider_id="").update(provider_id=report.provider_id[:200])
    behind = [state for state, rank in RANK.items() if rank < RANK[report.state]]
    changes = {"state": report.state, f"{report.state}_at": now}
    changes |= {"error_code": report.error_code[:80], "error": redact(report.error)[:1000]}
    # A job that gave up knows less than the provider: what it could not learn was sent after all, or not.
    gave_up = Q(state=State.FAILED, error_code=GAVE_UP)
    return bool(known.filter(Q(state__in=behind) | gave_up).update(**{"failed_at": None, **changes}))


def give_up(delivery_id: UUID, reason: str, *, now: datetime) -> None:
    """Its job is dead. What may have been sent stays *unknown*."""
    error = redact(reason)[:1000]
    Delivery.objects.filter(pk=delivery_id, state=State.QUEUED).update(
        state=State.FAILED, failed_at=now, error_code=GAVE_UP, error=error
    )


def reopen(delivery_id: UUID) -> None:
    """Its dead job was retried: nothing was sent, so it waits again."""
    Delivery.objects.filter(pk=delivery_id, state=State.FAILED, error_code=GAVE_UP).update(
        state=State.QUEUED, failed_at=None, error_code="", error=""
    )
