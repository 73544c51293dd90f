"""Retell's webhooks: signed with HMAC-SHA256 over body and time, named by event and call."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from integrations.webhooks.bodies import read_json
from integrations.webhooks.errors import InvalidSignature
from integrations.webhooks.registry import register_source
from integrations.webhooks.signing import (
    fail_closed,
    hmac_hex,
    require_match,
    required_header,
    sha256_hex,
    usable_keys,
)
from integrations.webhooks.source import Disposition, Identity, Inbound, WebhookSource

TOLERANCE_MS = 300_000
# Like the Python SDK (retell.lib.webhook_auth), lower-case hex only; ASCII digits, and few enough to be a time.
SIGNATURE = re.compile(r"v=([0-9]{1,16}),d=([0-9a-f]{64})")

PROCESSED = frozenset({"call_ended", "call_analyzed"})
IGNORED = frozenset(
    {
        "call_started",
        "transcript_updated",
        "transfer_started",
        "transfer_bridged",
        "transfer_cancelled",
        "transfer_ended",
        "chat_started",
        "chat_ended",
        "chat_analyzed",
    }
)


class _Subject(BaseModel):
    call_id: str = ""
    chat_id: str = ""


class _Event(BaseModel):
    event: str = Field(min_length=1)
    call: _Subject | None = None
    data: _Subject | None = None  # the deprecated name of `call`
    chat: _Subject | None = None

    @property
    def subject_id(self) -> str:
        subject = self.call or self.data or self.chat or _Subject()
        return subject.call_id or subject.chat_id


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
    """Check `x-retell-signature: v=<ms>,d=<hex>`, five minutes either way. Source: retell-sdk webhook_auth."""
    keys = usable_keys(secrets)
    match = SIGNATURE.fullmatch(required_header(headers, "x-retell-signature"))
    if match is None:
        raise InvalidSignature("malformed")
    stamp, digest = match.groups()
    if abs(round(now.timestamp() * 1000) - int(stamp)) > TOLERANCE_MS:
        raise InvalidSignature("stale")
    require_match(digest, [hmac_hex(key, body + stamp.encode()) for key in keys])


def identify(inbound: Inbound) -> Identity | None:
    """`event:call_id`; live transcripts come many times per call, so their body is part of the name."""
    event = _Event.model_validate(read_json(inbound.body))
    if not event.subject_id:
        return None
    name = f"{event.event}:{event.subject_id}"
    if event.event == "transcript_updated":
        name = f"{name}:{sha256_hex(inbound.body)[:32]}"
    return Identity(external_id=name, event_type=event.event, story_key=f"retell:{event.subject_id}")


def classify(event_type: str) -> Disposition:
    if event_type in PROCESSED:
        return Disposition.PROCESS
    return Disposition.IGNORE if event_type in IGNORED else Disposition.UNKNOWN


SOURCE = register_source(
    WebhookSource(
        slug="retell",
        verify=verify,
        identify=identify,
        classify=classify,
        kept_headers=frozenset({"x-retell-signature"}),
    )
)
