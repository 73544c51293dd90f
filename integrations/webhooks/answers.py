"""What providers are told: JSON of one shape, or an empty TwiML document where one is expected."""

from __future__ import annotations

from django.http import HttpResponse, JsonResponse

from integrations.models import WebhookEvent
from integrations.webhooks.intake import Receipt
from integrations.webhooks.refusal import Refused
from integrations.webhooks.source import WebhookSource

EMPTY_TWIML = '<?xml version="1.0" encoding="UTF-8"?><Response/>'
RETRY_SECONDS = 5


def receipt_answer(source: WebhookSource, receipt: Receipt) -> HttpResponse:
    """202 for a first copy, 200 for a repetition, both with the id of the stored event."""
    code = 200 if receipt.duplicate else 202
    if receipt.event_type in source.xml_events:
        return HttpResponse(EMPTY_TWIML, status=code, content_type="text/xml")
    return JsonResponse({"status": _word(receipt), "event": str(receipt.event_id), "error": None}, status=code)


def refusal_answer(refused: Refused, *, allowed: frozenset[str] = frozenset()) -> HttpResponse:
    kept = str(refused.event) if refused.event else None
    response = JsonResponse({"status": "error", "event": kept, "error": refused.message}, status=refused.status)
    if refused.retry_after is not None:
        response["Retry-After"] = str(refused.retry_after)
    if refused.status == 405:
        response["Allow"] = ", ".join(sorted(allowed))
    return response


def unavailable() -> Refused:
    """The database is away: the provider keeps the event and sends it again."""
    return Refused(503, "database", "The database is away. Please send the event again.", retry_after=RETRY_SECONDS)


def _word(receipt: Receipt) -> str:
    if receipt.duplicate:
        return "duplicate"
    return "ignored" if receipt.state == WebhookEvent.State.IGNORED else "accepted"
