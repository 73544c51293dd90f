"""The only writer of an event's state after it was stored."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from integrations.models import WebhookEvent
from jobs import redact

MAX_ERROR = 2000


def mark_processed(event_id: UUID) -> None:
    """Its job has done all it had to; an earlier failure is forgotten."""
    WebhookEvent.objects.filter(pk=event_id).update(
        state=WebhookEvent.State.PROCESSED, error="", processed_at=timezone.now()
    )


def mark_failed(event_id: UUID, error: str) -> None:
    """A person has to look at it; `error` says why and is masked before it is kept."""
    WebhookEvent.objects.filter(pk=event_id).update(state=WebhookEvent.State.FAILED, error=redact(error)[:MAX_ERROR])
