"""Signed, and yet no message: kept for a person like every signed event, and refused so that the sender hears of it."""

from __future__ import annotations

from integrations.webhooks.bodies import UnreadableBody, form_fields, read_json
from integrations.webhooks.intake import Receipt
from integrations.webhooks.naming import UNREADABLE
from integrations.webhooks.refusal import Refused
from integrations.webhooks.source import FORM_TYPE, Inbound


def require_message(inbound: Inbound, receipt: Receipt) -> None:
    """Raises `Refused` (400, with the id of the stored event) if the body is not what its content type promises.

    A message of a shape we do not know is none of that: its fault is found, and named, when it is processed.
    """
    if receipt.event_type == UNREADABLE and inbound.method != "GET" and not _is_message(inbound):
        raise Refused(
            400, "malformed", "The body is neither a JSON object nor a form. It was kept.", event=receipt.event_id
        )


def _is_message(inbound: Inbound) -> bool:
    media_type = inbound.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        content = form_fields(inbound.body) if media_type == FORM_TYPE else read_json(inbound.body)
    except UnreadableBody:
        return False
    return isinstance(content, dict)
