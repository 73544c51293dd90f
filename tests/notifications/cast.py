"""One cast for notifications: Jo Marsh's appointment at Lindenhof's practice, booked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from integrations.models import Appointment, Call, WebhookEvent
from jobs import new_id, story_for
from notifications.deliveries import Address, ensure_delivery
from notifications.messages import Message
from notifications.models import Delivery
from tests.integrations.reception.cast import company

PHONE = "+491701234517"
EMAIL = "jo.marsh@example.com"


def booked(**changes: Any) -> Appointment:
    """A booked appointment, a week from now unless `start` says otherwise."""
    practice = changes.pop("company", None) or company(agent_id=f"agent_{new_id()}")
    call = Call.objects.create(call_id=f"call_{new_id()}", company=practice, story_id=new_id())
    fields = {
        "call": call,
        "company": practice,
        "state": Appointment.State.BOOKED,
        "start": timezone.now() + timedelta(days=7),
        "time_zone": practice.time_zone,
        "calcom_event_type_id": 123,
        "calcom_uid": "uid",
        "name": "Jo Marsh",
        "email": EMAIL,
        "phone": PHONE,
        "story_id": call.story_id,
    }
    return Appointment.objects.create(**fields | changes)


def sms(recipient: str = PHONE, about: str = "appointment:1", body: str = "Lindenhof: confirmed. Ref. 1.") -> Delivery:
    address = Address(channel=Delivery.Channel.SMS, provider="twilio", recipient=recipient)
    return ensure_delivery(about, "appointment_confirmation", address, Message(body=body), story_id=new_id())


def email(recipient: str = EMAIL) -> Delivery:
    address = Address(channel=Delivery.Channel.EMAIL, provider="email", recipient=recipient)
    message = Message(subject="Confirmed", body="Confirmed.\n", html="<p>Confirmed.</p>\n")
    return ensure_delivery("appointment:1", "appointment_confirmation", address, message, story_id=new_id())


def twilio_event(fields: dict[str, str], *, delivery: object = "", **changes: Any) -> WebhookEvent:
    """An event as intake leaves it."""
    kind = fields.get("MessageStatus", "inbound")
    stored = {
        "provider": "twilio",
        "external_id": f"{fields['MessageSid']}:{kind}:{new_id()}",
        "event_type": kind,
        "story_id": story_for(f"delivery:{delivery}" if delivery else f"twilio:{fields['MessageSid']}"),
        "method": "POST",
        "query_string": f"delivery={delivery}" if delivery else "",
        "content_type": "application/x-www-form-urlencoded",
        "body": urlencode(fields).encode(),
        "received_at": timezone.now(),
    }
    return WebhookEvent.objects.create(**stored | changes)
