"""Twilio's webhooks: signed over URL and form, named by message and status."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from integrations.providers.twilio.signature import settings_digest, signed_strings
from integrations.webhooks.bodies import form_fields, read_fields
from integrations.webhooks.registry import register_source
from integrations.webhooks.signing import fail_closed, require_match, required_header, usable_keys
from integrations.webhooks.source import FORM_TYPE, JSON_TYPE, Disposition, Identity, Inbound, WebhookSource

INBOUND = "inbound"
# Every MessageStatus of the official API description; the status is the type of a status event.
STATUSES = frozenset(
    {
        "accepted",
        "scheduled",
        "canceled",
        "queued",
        "sending",
        "sent",
        "failed",
        "delivered",
        "undelivered",
        "read",
        "partially_delivered",
    }
)
DELIVERY_ID = re.compile(r"[0-9A-Za-z-]{1,64}")


@fail_closed
def verify(
    *,
    method: str,
    url: str,
    headers: Mapping[str, str],
    body: bytes,
    secrets: Sequence[str],
    now: datetime,
    signature_method: str | None = None,
) -> None:
    """Check `X-Twilio-Signature` over the public URL and the form. Source: twilio-python RequestValidator.

    Twilio signs no time. The secret is the account's auth token, or the shared key when the settings header says so.
    """
    keys = usable_keys(secrets)
    given = required_header(headers, "x-twilio-signature")
    digest = settings_digest(headers)
    messages = signed_strings(method=method, url=url, headers=headers, body=body)
    require_match(given, [digest(key, message) for key in keys for message in messages])


def identify(inbound: Inbound) -> Identity | None:
    """`MessageSid:MessageStatus`, and `MessageSid` alone for a message somebody sent to us.

    A callback joins the story of the delivery that its URL names (`?delivery=<id>`).
    """
    fields = _fields(inbound)
    sid = fields.get("MessageSid") or fields.get("SmsSid") or ""
    status = fields.get("MessageStatus", "")
    if not sid:
        return None
    story_key = _delivery_key(inbound.query) or f"twilio:{sid}"
    if status:
        return Identity(external_id=f"{sid}:{status}", event_type=status, story_key=story_key)
    return Identity(external_id=sid, event_type=INBOUND, story_key=story_key)


def classify(event_type: str) -> Disposition:
    known = event_type == INBOUND or event_type in STATUSES
    return Disposition.PROCESS if known else Disposition.UNKNOWN


def _fields(inbound: Inbound) -> dict[str, str]:
    if inbound.method == "GET":
        return form_fields(inbound.query.encode("utf-8", "surrogateescape"))
    data = read_fields(inbound.body)
    return {key: value for key, value in data.items() if isinstance(value, str)} if isinstance(data, dict) else {}


def _delivery_key(query: str) -> str | None:
    delivery = form_fields(query.encode("utf-8", "surrogateescape")).get("delivery", "")
    return f"delivery:{delivery}" if DELIVERY_ID.fullmatch(delivery) else None


SOURCE = register_source(
    WebhookSource(
        slug="twilio",
        verify=verify,
        identify=identify,
        classify=classify,
        methods=frozenset({"GET", "POST"}),
        media_types=frozenset({FORM_TYPE, JSON_TYPE}),
        kept_headers=frozenset(
            {"x-twilio-signature", "x-twilio-webhooks-signature-settings", "i-twilio-idempotency-token"}
        ),
        xml_events=frozenset({INBOUND}),
    )
)
