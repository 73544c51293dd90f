"""Process a stored event again, on a person's word."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from integrations.models import WebhookEvent
from integrations.webhooks.errors import NoProcessor
from integrations.webhooks.processing import find_processor
from jobs import in_story, record_action


def replay(
    event: WebhookEvent, *, by: AbstractBaseUser | AnonymousUser | None, request: HttpRequest | None = None
) -> None:
    """Enqueue the processing of `event` once more, in its own story, with an audit row. Raises `NoProcessor`.

    What the first run already did is not done again: rows are unique by business key and effects by `once`.
    """
    enqueue = find_processor(event.provider, event.event_type)
    if enqueue is None:
        raise NoProcessor(event.provider, event.event_type)
    with transaction.atomic(), in_story(event.story_id):
        WebhookEvent.objects.filter(pk=event.pk).update(
            state=WebhookEvent.State.ACCEPTED, error="", replays=F("replays") + 1
        )
        enqueue(event.id)
        detail = {"provider": event.provider, "external_id": event.external_id, "state": event.state}
        record_action(user=by, action="replay", target=f"webhook event {event.id}", detail=detail, request=request)
