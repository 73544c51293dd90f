"""Sends one delivery once, whatever dies in between."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from integrations.http import Permanent
from integrations.providers.twilio.errors import OptedOut
from jobs import EffectUnknown, link_story, once
from notifications.channels.channel import Answer, Channel
from notifications.channels.twilio import OPTED_OUT
from notifications.deliveries import GAVE_UP, Report, State, move, reopen
from notifications.models import Delivery


def send_delivery(delivery_id: UUID, channel: Channel) -> None:
    """Send it, or learn what became of an earlier try; a final refusal is kept on the delivery, and no error.

    Raises `EffectUnknown` (the delivery is then *unknown*), `Release`, `Transient`, `AuthError`.
    """
    delivery = Delivery.objects.get(pk=delivery_id)
    if _is_decided(delivery):
        return
    reopen(delivery.pk)
    link_story(delivery.key, delivery.story_id)
    try:
        result = once(
            f"{delivery.key}:send",
            do=lambda: channel.send(delivery),
            find=lambda: channel.find(delivery),
            total_timeout=channel.total_timeout,
            settle=channel.settle,
        )
    except Permanent as refusal:
        _refused(delivery, refusal)
    except EffectUnknown:
        move(delivery.pk, Report(state=State.UNKNOWN, error="Nobody can tell whether it was sent"), now=timezone.now())
        raise
    else:
        answer = _answer(result)
        report = Report(state=channel.state_of(answer), provider_id=answer["id"], error_code=answer["error_code"])
        move(delivery.pk, report, now=timezone.now())


def _answer(result: Any) -> Answer:
    """What the channel gave, or what a person wrote who settled an unknown effect: then anything may be missing."""
    said = result if isinstance(result, dict) else {}
    words = {name: str(said.get(name) or "") for name in ("id", "status", "error_code")}
    return Answer(id=words["id"], status=words["status"], error_code=words["error_code"])


def _is_decided(delivery: Delivery) -> bool:
    """Cancelled, or refused for good. What the provider has is asked again: its effect may still be open."""
    refused = delivery.state == State.FAILED and not delivery.provider_id and delivery.error_code != GAVE_UP
    return refused or delivery.state == State.CANCELLED


def _refused(delivery: Delivery, refusal: Permanent) -> None:
    wanted_none = isinstance(refusal, OptedOut) and refusal.code == OPTED_OUT
    state = State.CANCELLED if wanted_none else State.FAILED
    move(delivery.pk, Report(state=state, error_code=refusal.code, error=refusal.message), now=timezone.now())
