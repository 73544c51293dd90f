"""The front door for providers: `POST /webhooks/<provider>/`."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from integrations.webhooks import flood
from integrations.webhooks.answers import receipt_answer, refusal_answer, unavailable
from integrations.webhooks.counts import tally
from integrations.webhooks.errors import InvalidSignature
from integrations.webhooks.intake import Receipt, take_in
from integrations.webhooks.malformed import require_message
from integrations.webhooks.reading import read_request
from integrations.webhooks.refusal import Refused
from integrations.webhooks.registry import find_source
from integrations.webhooks.source import Inbound, WebhookSource

logger = logging.getLogger(__name__)


@csrf_exempt
def receive(request: HttpRequest, provider: str) -> HttpResponse:
    """Verify, store, enqueue, answer. The contract of status codes and bodies is in docs/architecture.md."""
    source = find_source(provider)
    if source is None:
        return refusal_answer(Refused(404, "provider", "There is no such provider."))
    now = timezone.now()
    try:
        return receipt_answer(source, _accept(request, source, now=now))
    except Refused as refused:
        logger.info("Webhook refused", extra={"provider": source.slug, "reason": refused.reason})
        tally.add(source.slug, refused.reason, now=now)
        return refusal_answer(refused, allowed=source.methods)
    except (OperationalError, InterfaceError):
        logger.exception("Webhook not stored: the database is away", extra={"provider": source.slug})
        return refusal_answer(unavailable())


def _accept(request: HttpRequest, source: WebhookSource, *, now: datetime) -> Receipt:
    address = request.META.get("REMOTE_ADDR")
    inbound = read_request(request, source)
    _require_signature(source, inbound, address=address, now=now)
    if inbound.method == "POST" and not inbound.body:
        raise Refused(400, "empty", "The body is empty.")
    receipt = take_in(source, inbound, remote_address=address, now=now)
    require_message(inbound, receipt)
    return receipt


def _require_signature(source: WebhookSource, inbound: Inbound, *, address: str | None, now: datetime) -> None:
    config = settings.PROVIDERS.get(source.slug, {})
    try:
        source.verify(
            method=inbound.method,
            url=inbound.url,
            headers=inbound.headers,
            body=inbound.body,
            secrets=config.get("verify_secrets", ()),
            now=now,
            signature_method=config.get("signature_method") or None,
        )
    except InvalidSignature as error:
        # Verified first, counted after: a genuine event is never refused for the noise around it.
        wait = flood.meter.note(source.slug, address, now=now)
        if wait is not None:
            raise Refused(429, "flood", "Too many invalid signatures.", retry_after=wait) from error
        raise Refused(401, error.reason, "The signature is missing or invalid.") from error
