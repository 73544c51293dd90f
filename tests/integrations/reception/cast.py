"""One cast for reception: Lindenhof's practice, its agent, and Jo Marsh who calls."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

from integrations.models import Call, Company, CompanyAgent, WebhookEvent
from integrations.sandbox.player import PlayedCall, call_analyzed, call_ended
from jobs import story_for

AGENT = "agent_lindenhof"
CALLER = "+491701234517"
OURS = "+493012345678"
START = (datetime.now(UTC) + timedelta(days=7)).replace(hour=9, minute=30, second=0, microsecond=0)


def company(agent_id: str = AGENT, **changes: Any) -> Company:
    fields = {"name": "Lindenhof", "time_zone": "Europe/Berlin", "calcom_event_type_id": 123} | changes
    made = Company.objects.create(**fields)
    CompanyAgent.objects.create(company=made, agent_id=agent_id)
    return made


def played(**changes: Any) -> PlayedCall:
    fields: dict[str, Any] = {
        "agent_id": AGENT,
        "from_number": CALLER,
        "to_number": OURS,
        "ended_at": datetime.now(UTC) - timedelta(minutes=1),
        "appointment_start": START.isoformat(),
        "customer_email": "jo.marsh@example.com",
        "call_id": "call_9f2d",
    }
    return PlayedCall(**fields | changes)


def ended(**changes: Any) -> dict[str, Any]:
    """The body of `call_ended`."""
    return call_ended(played(**changes))


def analyzed(**changes: Any) -> dict[str, Any]:
    """The body of `call_analyzed`; its collected variables repeat the wish as the real ones do."""
    return call_analyzed(played(**changes))


def asking(fields: dict[str, Any] | None, **changes: Any) -> dict[str, Any]:
    """`call_ended` with exactly these collected variables."""
    body = ended(**changes)
    body["call"]["collected_dynamic_variables"] = fields
    return body


def stored(body: Any) -> WebhookEvent:
    """The event as intake leaves it."""
    call_id = body["call"]["call_id"]
    return WebhookEvent.objects.create(
        provider="retell",
        external_id=f"{body['event']}:{call_id}",
        event_type=body["event"],
        story_id=story_for(f"retell:{call_id}"),
        method="POST",
        content_type="application/json",
        body=json.dumps(body).encode(),
        received_at=timezone.now(),
    )


def the_call() -> Call:
    return Call.objects.select_related("appointment", "company", "customer").get()
