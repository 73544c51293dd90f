"""Vonage's webhooks: Messages API (a JWT that carries the body's hash) and the older SMS API (a `sig` parameter)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from integrations.providers.vonage.jwt_signature import verify_jwt
from integrations.providers.vonage.sms_signature import verify_sig
from integrations.webhooks.bodies import form_fields, read_fields
from integrations.webhooks.registry import register_source
from integrations.webhooks.signing import fail_closed, optional_header, usable_keys
from integrations.webhooks.source import FORM_TYPE, JSON_TYPE, Disposition, Identity, Inbound, WebhookSource

INBOUND = "inbound"
STATUSES = frozenset(
    {
        # Messages API
        "submitted",
        "delivered",
        "rejected",
        "undeliverable",
        "read",
        # SMS API
        "expired",
        "failed",
        "accepted",
        "buffered",
        "unknown",
    }
)
DELIVERY_REF = re.compile(r"delivery:[0-9A-Za-z-]{1,64}")


class _Event(BaseModel):
    """Both APIs in one: `message_uuid`, `timestamp` here are `messageId`, `message-timestamp` there."""

    model_config = ConfigDict(populate_by_name=True)

    message_uuid: str = ""
    message_id: str = Field("", alias="messageId")
    status: str = ""
    timestamp: str = ""
    message_timestamp: str = Field("", alias="message-timestamp")
    client_ref: str = ""
    sms_client_ref: str = Field("", alias="client-ref")

    @property
    def message(self) -> str:
        return self.message_uuid or self.message_id

    @property
    def story_key(self) -> str:
        reference = self.client_ref or self.sms_client_ref
        return reference if DELIVERY_REF.fullmatch(reference) else f"vonage:{self.message}"


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
    """Check the bearer JWT if there is one, else the parameter `sig` by `signature_method` (default sha256)."""
    keys = usable_keys(secrets)
    authorization = optional_header(headers, "authorization") or ""
    scheme, _, token = authorization.partition(" ")
    if scheme.lower() == "bearer":
        verify_jwt(token.strip(), method=method, body=body, keys=keys, now=now)
    else:
        verify_sig(method=method, url=url, body=body, keys=keys, signature_method=signature_method or "sha256")


def identify(inbound: Inbound) -> Identity | None:
    """`message_uuid:status:timestamp`; a message somebody sent to us has no status and is called inbound."""
    event = _Event.model_validate(_fields(inbound))
    if not event.message:
        return None
    status = event.status or INBOUND
    # The SMS API signs with a parameter `timestamp` of its own, which a repetition may renew.
    instant = event.timestamp if event.message_uuid else event.message_timestamp
    return Identity(
        external_id=f"{event.message}:{status}:{instant}",
        event_type=status,
        story_key=event.story_key,
    )


def classify(event_type: str) -> Disposition:
    known = event_type == INBOUND or event_type in STATUSES
    return Disposition.STORE if known else Disposition.UNKNOWN


def _fields(inbound: Inbound) -> object:
    if inbound.method == "GET":
        return form_fields(inbound.query.encode("utf-8", "surrogateescape"))
    return read_fields(inbound.body)


SOURCE = register_source(
    WebhookSource(
        slug="vonage",
        verify=verify,
        identify=identify,
        classify=classify,
        methods=frozenset({"GET", "POST"}),
        media_types=frozenset({JSON_TYPE, FORM_TYPE}),
    )
)
