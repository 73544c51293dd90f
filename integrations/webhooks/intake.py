"""Stores an event once and enqueues its job, in one transaction: both happen or neither, however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F

from integrations.models import WebhookEvent
from integrations.webhooks.counts import DUPLICATE, add_count
from integrations.webhooks.flood import parse_address
from integrations.webhooks.naming import fingerprint, identity_of, printable
from integrations.webhooks.processing import Processor, find_processor
from integrations.webhooks.source import Disposition, Identity, Inbound, WebhookSource
from integrations.webhooks.storing import insert_once, storing
from jobs import in_story, story_for

ALWAYS_KEPT = frozenset({"content-type", "content-length", "user-agent", "x-request-id"})
MAX_HEADER = 500
MAX_QUERY = 4000

State = WebhookEvent.State
STATES = {
    Disposition.PROCESS: State.ACCEPTED,
    Disposition.STORE: State.WAITING,
    Disposition.IGNORE: State.IGNORED,
    Disposition.UNKNOWN: State.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a verified event: the id of its one row, and whether this was the first copy."""

    event_id: UUID
    event_type: str
    state: str
    duplicate: bool


def take_in(source: WebhookSource, inbound: Inbound, *, remote_address: str | None, now: datetime) -> Receipt:
    """Store a verified event and enqueue its job. Of any number of simultaneous copies exactly one does either."""
    identity = identity_of(source, inbound)
    processor, state = _plan(source, identity)
    with storing():
        event = _new_event(source, inbound, identity, remote_address=remote_address, now=now)
        event.state = state
        if not insert_once(event):
            return _note_duplicate(event, now=now)
        if processor is not None:
            with in_story(event.story_id):
                processor(event.id)
    return Receipt(event.id, event.event_type, state, duplicate=False)


def _plan(source: WebhookSource, identity: Identity) -> tuple[Processor | None, str]:
    disposition = source.classify(identity.event_type)
    if disposition is not Disposition.PROCESS:
        return None, STATES[disposition]
    processor = find_processor(source.slug, identity.event_type)
    return processor, State.ACCEPTED if processor else State.WAITING


def _new_event(
    source: WebhookSource, inbound: Inbound, identity: Identity, *, remote_address: str | None, now: datetime
) -> WebhookEvent:
    address = parse_address(remote_address)
    return WebhookEvent(
        provider=source.slug,
        external_id=identity.external_id,
        event_type=identity.event_type,
        story_id=story_for(identity.story_key),
        method=inbound.method,
        query_string=printable(inbound.query, MAX_QUERY),
        content_type=printable(inbound.headers.get("content-type", ""), 200),
        headers=_kept_headers(source, inbound),
        body=inbound.body,
        body_sha256=fingerprint(inbound),
        remote_address=str(address) if address else None,
        received_at=now,
    )


def _kept_headers(source: WebhookSource, inbound: Inbound) -> dict[str, str]:
    wanted = ALWAYS_KEPT | source.kept_headers
    return {
        name.lower(): printable(value, MAX_HEADER) for name, value in inbound.headers.items() if name.lower() in wanted
    }


def _note_duplicate(copy: WebhookEvent, *, now: datetime) -> Receipt:
    stored = WebhookEvent.objects.only("id", "event_type", "state", "body_sha256").get(
        external_id=copy.external_id, provider=copy.provider
    )
    changes: dict[str, object] = {"duplicates": F("duplicates") + 1}
    if stored.body_sha256 != copy.body_sha256:
        # The first one stands; a person should know that the provider said two things under one name.
        changes |= {"conflicts": F("conflicts") + 1, "last_conflict_at": now}
    WebhookEvent.objects.filter(pk=stored.pk).update(**changes)
    add_count(copy.provider, DUPLICATE, now=now)
    return Receipt(stored.id, stored.event_type, stored.state, duplicate=True)
