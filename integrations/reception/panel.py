"""The dashboard's card of the latest calls."""

from __future__ import annotations

from typing import Any

from integrations.models import Call
from integrations.reception.outcome import sentence, state
from jobs import Panel

SHOWN = 10


def recent_calls() -> dict[str, Any]:
    """The last calls, newest first, ready to be shown: nothing personal in clear."""
    calls = Call.objects.select_related("company", "appointment").defer("transcript", "summary").order_by("-id")
    return {"calls": [_shown(call) for call in calls[:SHOWN]]}


def _shown(call: Call) -> dict[str, Any]:
    return {
        "at": call.ended_at or call.created_at,
        "caller": call.masked_caller,
        "company": call.company.name if call.company else "",
        "state": state(call),
        "is_flagged": call.is_flagged,
        "sentence": sentence(call, getattr(call, "appointment", None)),
        "story_id": call.story_id,
    }


PANEL = Panel(
    slug="recent-calls",
    title="Recent calls",
    template="console/panels/recent_calls.html",
    context=recent_calls,
    order=10,
    note="the last ten",
)
