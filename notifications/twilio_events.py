"""What Twilio tells us: where a message got to, and who wants none."""

from __future__ import annotations

import logging
from urllib.parse import parse_qs
from uuid import UUID

from django.utils import timezone

from integrations.models import WebhookEvent
from integrations.providers.twilio.callbacks import InboundMessage, StatusCallback
from integrations.reception.phone import e164
from integrations.webhooks.parsing import parse_event
from notifications.channels.twilio import STATES
from notifications.deliveries import Report, move
from notifications.models import Delivery
from notifications.opt_outs import set_opt_out, wish_of

logger = logging.getLogger(__name__)


def take_status(event: WebhookEvent) -> None:
    """Move the delivery forward. Raises `InvalidPayload`."""
    callback = parse_event(event, StatusCallback)
    delivery_id = _delivery_id(event, callback.sid)
    state = STATES.get(callback.status)
    if delivery_id is None or state is None:
        logger.warning("status callback changes nothing", extra={"event": str(event.id), "status": callback.status})
        return
    failed = state == Delivery.State.FAILED
    report = Report(
        state=state,
        provider_id=callback.sid,
        error_code=callback.error_code if failed else "",
        error=(callback.error_message or f"Twilio reports {callback.status}") if failed else "",
    )
    move(delivery_id, report, now=timezone.now())


def take_inbound(event: WebhookEvent) -> None:
    """Remember STOP and START; any other message is only stored. Raises `InvalidPayload`."""
    message = parse_event(event, InboundMessage)
    is_active, number = wish_of(message.body, message.opt_out_type), e164(message.sender)
    if is_active is None or not number:
        return
    set_opt_out(number, is_active=is_active, source="STOP" if is_active else "START", at=event.received_at)


def _delivery_id(event: WebhookEvent, sid: str) -> UUID | None:
    """Named by our own callback address, which is signed; else by the message's sid."""
    named = parse_qs(event.query_string).get("delivery", [""])[0]
    deliveries = Delivery.objects.filter(channel=Delivery.Channel.SMS).values_list("id", flat=True)
    try:
        found = deliveries.filter(pk=UUID(named)).first()
    except ValueError:
        found = None
    return found or deliveries.filter(provider_id=sid).first()
