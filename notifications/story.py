"""What the console shows of deliveries: their rows in a story, and how they are found."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from integrations.reception.phone import e164
from jobs import Hit, StoryRow, StorySource
from notifications.models import Delivery

MAX_HITS = 20
TIMES = ("unknown_at", "sent_at", "delivered_at", "failed_at", "cancelled_at")


def story_rows(story_id: UUID) -> Iterator[StoryRow]:
    """Every message of a story, without its text."""
    for delivery in _deliveries().filter(story_id=story_id).order_by("id"):
        kind, _, number = delivery.about.partition(":")
        times = _times(delivery)
        yield StoryRow(
            kind="delivery",
            id=str(delivery.pk),
            name=_title(delivery),
            state=delivery.state,
            at=delivery.queued_at,
            ended=max(times.values(), default=None),
            detail=_detail(delivery),
            parent=(kind, number) if kind == "appointment" else None,
            external_id=delivery.provider_id,
            url=_admin_url(delivery),
            times=times,
        )


def search(text: str) -> Iterator[Hit]:
    """Deliveries to a phone number or an e-mail address, or by the provider's id of the message."""
    if not text or "\0" in text:
        return
    number = e164(text) or e164(f"+{text}")
    found = _deliveries().filter(recipient__in={text, text.lower(), number} - {""})
    is_recipient = number or ("@" in text and not text.startswith("<"))  # e-mails go by <id@host> at their provider
    found = found.order_by("-id") if is_recipient else _deliveries().filter(provider_id=text)
    for delivery in found[:MAX_HITS]:
        yield Hit(
            kind="delivery",
            title=_title(delivery),
            detail=f"{delivery.state}; {_detail(delivery)}".rstrip("; "),
            at=delivery.queued_at,
            story_id=delivery.story_id,
            url=_admin_url(delivery),
        )


def _deliveries() -> QuerySet[Delivery]:
    return Delivery.objects.defer("body", "html", "subject")


def _title(delivery: Delivery) -> str:
    what = delivery.template.replace("_", " ")
    return f"{delivery.get_channel_display()} to {delivery.masked_recipient}: {what}"


def _detail(delivery: Delivery) -> str:
    return " ".join(part for part in (delivery.error_code, delivery.error) if part)


def _times(delivery: Delivery) -> dict[str, datetime]:
    return {name.removesuffix("_at"): at for name in TIMES if (at := getattr(delivery, name))}


def _admin_url(delivery: Delivery) -> str:
    return reverse("admin:notifications_delivery_change", args=[delivery.pk])


SOURCE = StorySource(name="notifications", rows=story_rows, search=search)
