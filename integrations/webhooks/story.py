"""What the console shows of webhook events: their row in a story, and where the search box finds them."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from integrations.models import WebhookEvent
from jobs import Hit, StoryRow, StorySource

MAX_HITS = 20
SHOWN = ("id", "provider", "external_id", "event_type", "state", "error", "story_id", "received_at", "processed_at")


def story_rows(story_id: UUID) -> Iterator[StoryRow]:
    for event in WebhookEvent.objects.filter(story_id=story_id).only(*SHOWN, "duplicates", "conflicts").order_by("id"):
        yield StoryRow(
            kind="webhook",
            id=str(event.id),
            name=f"{event.provider} {event.event_type}",
            state=event.state,
            at=event.received_at,
            ended=event.processed_at,
            detail=_detail(event),
            external_id=event.external_id,
            url=_admin_url(event),
        )


def search(text: str) -> Iterator[Hit]:
    """Events whose own name, or whose id in our answer, is exactly `text`; both are indexed, parts of them are not."""
    for event in _events_named(text).only(*SHOWN).order_by("-id")[:MAX_HITS]:
        yield Hit(
            kind="webhook",
            title=f"{event.provider} {event.event_type}",
            detail=event.external_id,
            at=event.received_at,
            story_id=event.story_id,
            url=_admin_url(event),
        )


def _events_named(text: str) -> QuerySet[WebhookEvent]:
    try:
        return WebhookEvent.objects.filter(pk=UUID(text))
    except ValueError:
        return WebhookEvent.objects.filter(external_id=text)


def _detail(event: WebhookEvent) -> str:
    notes = [event.error]
    if event.duplicates:
        notes.append(f"sent {event.duplicates + 1} times")
    if event.conflicts:
        notes.append(f"{event.conflicts} with another body")
    return "; ".join(note for note in notes if note)


def _admin_url(event: WebhookEvent) -> str:
    return reverse("admin:integrations_webhookevent_change", args=[event.id])


SOURCE = StorySource(name="webhooks", rows=story_rows, search=search)
