"""What of an exchange may be stored: headers by allow-list, bodies with secrets and personal data masked, all bounded.

The call log is read by many and kept for weeks; whom a call was about stands on the delivery and the appointment.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from integrations.http.messages import Request, Response
from jobs import redact

MAX_STORED = 16 * 1024
SHOWN_HEADERS = frozenset(
    {"cal-api-version", "content-length", "content-type", "date", "retry-after", "twilio-request-id", "x-request-id"}
)
SHOWN_PREFIX = "x-ratelimit-"
SECRET_WORDS = ("authorization", "password", "secret", "token", "apikey", "api_key", "signature")
PERSONAL_KEYS = frozenset(
    {"additionalnotes", "body", "description", "firstname", "lastname", "name", "notes", "title", "username"}
)


def shown_request(request: Request) -> str:
    """The request as JSON text of at most `MAX_STORED` characters."""
    body = request.json if request.json is not None else request.form
    return _bounded(
        {"headers": _headers(request.headers), "query": _masked(dict(request.query)), "body": _masked(body)}
    )


def shown_response(response: Response) -> str:
    """The answer as JSON text of at most `MAX_STORED` characters."""
    return _bounded({"headers": _headers(response.headers), "body": _masked(_parsed(response))})


def _headers(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if _is_shown(name.lower())}


def _is_shown(name: str) -> bool:
    return name in SHOWN_HEADERS or name.startswith(SHOWN_PREFIX)


def _parsed(response: Response) -> Any:
    try:
        return response.json()
    except ValueError:
        text = response.body[:MAX_STORED].decode("utf-8", "replace")
    if response.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return dict(parse_qsl(text))
    return text


def _masked(value: Any, key: str = "") -> Any:
    lower = key.lower()
    if value and any(word in lower for word in SECRET_WORDS):
        return "[secret]"
    if isinstance(value, Mapping):
        return {str(name): _masked(inner, str(name)) for name, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner, key) for inner in value]
    if isinstance(value, str):
        return "[personal]" if value and lower in PERSONAL_KEYS else value
    return value


def _bounded(shown: dict[str, Any]) -> str:
    text = redact(json.dumps({name: value for name, value in shown.items() if value}, ensure_ascii=False))
    if len(text) <= MAX_STORED:
        return text
    note = f"… ({len(text)} characters)"
    return text[: MAX_STORED - len(note)] + note
