"""Cal.com's webhooks: signed with HMAC-SHA256 over the body, named by trigger, booking and time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from integrations.webhooks.bodies import read_fields
from integrations.webhooks.registry import register_source
from integrations.webhooks.signing import (
    fail_closed,
    hmac_hex,
    require_match,
    required_header,
    sha256_hex,
    usable_keys,
)
from integrations.webhooks.source import FORM_TYPE, JSON_TYPE, Disposition, Identity, Inbound, WebhookSource

TRIGGERS = frozenset(
    {
        "BOOKING_CREATED",
        "BOOKING_RESCHEDULED",
        "BOOKING_CANCELLED",
        "BOOKING_REQUESTED",
        "BOOKING_REJECTED",
        "BOOKING_PAYMENT_INITIATED",
        "BOOKING_PAID",
        "BOOKING_NO_SHOW_UPDATED",
        "MEETING_STARTED",
        "MEETING_ENDED",
        "RECORDING_READY",
        "RECORDING_TRANSCRIPTION_GENERATED",
        "INSTANT_MEETING",
        "FORM_SUBMITTED",
        "FORM_SUBMITTED_NO_EVENT",
        "OOO_CREATED",
        "AFTER_HOSTS_CAL_VIDEO_NO_SHOW",
        "AFTER_GUESTS_CAL_VIDEO_NO_SHOW",
        "ROUTING_FORM_FALLBACK_HIT",
        "DELEGATION_CREDENTIAL_ERROR",
        "WRONG_ASSIGNMENT_REPORT",
    }
)
IGNORED = frozenset({"PING"})


class _Booking(BaseModel):
    uid: str = ""
    bookingUid: str = ""  # noqa: N815 - the no-show triggers name the booking so


class _Event(BaseModel):
    triggerEvent: str = Field(min_length=1)  # noqa: N815 - Cal.com's field names
    createdAt: str = Field(min_length=1)  # noqa: N815
    uid: str = ""  # MEETING_* are flat: the booking's columns stand at the root
    payload: _Booking = _Booking()

    @property
    def booking_uid(self) -> str:
        return self.payload.uid or self.payload.bookingUid or self.uid


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
    """Check `X-Cal-Signature-256: <hex>` over the raw body. Cal.com signs no time, so nothing is ever stale."""
    keys = usable_keys(secrets)
    given = required_header(headers, "x-cal-signature-256")
    require_match(given, [hmac_hex(key, body) for key in keys])


def identify(inbound: Inbound) -> Identity | None:
    """`trigger:uid:createdAt`; triggers without a booking (forms, absences) are named by their body instead.

    A user-defined payload template may turn the body into a form.
    """
    event = _Event.model_validate(read_fields(inbound.body))
    uid = event.booking_uid
    subject = uid or sha256_hex(inbound.body)[:32]
    name = f"{event.triggerEvent}:{subject}:{event.createdAt}"
    return Identity(external_id=name, event_type=event.triggerEvent, story_key=f"calcom:{uid or name}")


def classify(event_type: str) -> Disposition:
    if event_type in TRIGGERS:
        return Disposition.STORE
    return Disposition.IGNORE if event_type in IGNORED else Disposition.UNKNOWN


SOURCE = register_source(
    WebhookSource(
        slug="calcom",
        verify=verify,
        identify=identify,
        classify=classify,
        media_types=frozenset({JSON_TYPE, FORM_TYPE}),
        kept_headers=frozenset({"x-cal-signature-256", "x-cal-webhook-version"}),
    )
)
