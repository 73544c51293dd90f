"""Plays Retell: builds its webhooks, signs them as Retell does, posts them through the real door.

Signature: `v=<ms>,d=<hex of HMAC-SHA256(api key, body + ms)>` in `x-retell-signature`.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from integrations.sandbox.wire import post


def new_call_id() -> str:
    """A call id in Retell's form."""
    return f"call_{token_hex(14)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayedCall:
    """A phone call in which the caller asks for an appointment, or not (`appointment_start` None).

    `appointment_start`: ISO 8601, with or without an offset. Numbers are E.164.
    """

    agent_id: str
    from_number: str
    to_number: str
    ended_at: datetime
    appointment_start: str | None = None
    customer_name: str = "Jo Marsh"
    customer_email: str = ""
    customer_phone: str = ""
    notes: str = ""
    direction: str = "inbound"
    duration: timedelta = timedelta(seconds=59)
    call_id: str = field(default_factory=new_call_id)


def call_ended(call: PlayedCall) -> dict[str, Any]:
    """The body of `call_ended`: all fields but the analysis; the wish stands in the collected variables."""
    return {"event": "call_ended", "call": _call(call)}


def call_analyzed(call: PlayedCall) -> dict[str, Any]:
    """The body of `call_analyzed`: the call and its analysis, which repeats the wish."""
    summary = "The caller asked for an appointment." if call.appointment_start else "The caller asked a question."
    analysis = {
        "call_summary": summary,
        "in_voicemail": False,
        "user_sentiment": "Positive",
        "call_successful": True,
        "custom_analysis_data": _wish(call),
    }
    return {"event": "call_analyzed", "call": {**_call(call), "call_analysis": analysis}}


def encode(event: dict[str, Any]) -> bytes:
    """The bytes that are signed and sent: compact JSON, UTF-8, as a JavaScript sender writes it."""
    return json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()


def sign(body: bytes, api_key: str, now: datetime) -> str:
    """The value of `x-retell-signature`."""
    milliseconds = str(int(now.timestamp() * 1000))
    digest = hmac.new(api_key.encode(), body + milliseconds.encode(), hashlib.sha256).hexdigest()
    return f"v={milliseconds},d={digest}"


def play(public_url: str, event: dict[str, Any], *, api_key: str, now: datetime) -> tuple[int, dict[str, Any]]:
    """Post a signed event to `<public_url>/webhooks/retell/`; returns status and JSON answer ({} if it is none).

    Raises `OSError` or `http.client.HTTPException` when nobody answers.
    """
    body = encode(event)
    headers = {"Content-Type": "application/json", "X-Retell-Signature": sign(body, api_key, now)}
    status, answer = post(f"{public_url.rstrip('/')}/webhooks/retell/", body, headers)
    try:
        parsed = json.loads(answer)
    except ValueError:
        return status, {}
    return status, parsed if isinstance(parsed, dict) else {}


def _wish(call: PlayedCall) -> dict[str, Any]:
    if call.appointment_start is None:
        return {"appointment_requested": False}
    wish = {
        "appointment_requested": True,
        "appointment_start": call.appointment_start,
        "customer_name": call.customer_name,
        "customer_email": call.customer_email,
        "customer_phone": call.customer_phone,
        "notes": call.notes,
    }
    return {name: value for name, value in wish.items() if value}


def _call(call: PlayedCall) -> dict[str, Any]:
    end = int(call.ended_at.timestamp() * 1000)
    length = int(call.duration.total_seconds() * 1000)
    # Dynamic variables are strings in Retell, booleans too.
    collected = {name: "true" if value is True else str(value) for name, value in _wish(call).items() if value}
    lines = [
        ("agent", "Good morning, how can I help?"),
        ("user", f"This is {call.customer_name}. I would like an appointment."),
        ("agent", "Done. You will get a confirmation by SMS."),
    ]
    return {
        "call_type": "phone_call",
        "from_number": call.from_number,
        "to_number": call.to_number,
        "direction": call.direction,
        "telephony_identifier": {"twilio_call_sid": f"CA{hashlib.md5(call.call_id.encode()).hexdigest()}"},  # noqa: S324 - an id, no secret
        "call_id": call.call_id,
        "agent_id": call.agent_id,
        "agent_name": "Reception",
        "agent_version": 3,
        "opt_in_signed_url": False,
        "data_storage_setting": "everything",
        "call_status": "ended",
        "start_timestamp": end - length,
        "end_timestamp": end,
        "duration_ms": length,
        "disconnection_reason": "user_hangup",
        "transcript": "".join(f"{role.capitalize()}: {text}\n" for role, text in lines),
        "transcript_object": [{"role": role, "content": text, "words": []} for role, text in lines],
        "recording_url": f"https://example.invalid/{call.call_id}/recording.wav",
        "public_log_url": f"https://example.invalid/{call.call_id}/public_log.txt",
        "latency": {"e2e": {"p50": 812, "p90": 1210, "max": 1500, "min": 610, "num": 9}},
        "call_cost": {"total_duration_seconds": length // 1000, "combined_cost": 66},
        "collected_dynamic_variables": collected,
    }
