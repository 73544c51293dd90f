"""Requests as the providers sign them, for tests: an independent second implementation of their documents."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import jwt
from django.test import Client

PUBLIC_URL = "https://signalbox.example.com"
SECRETS = {
    "retell": "key_for_tests_of_retell",
    "calcom": "secret-for-tests-of-calcom",
    "twilio": "0123456789abcdef0123456789abcdef",
    "vonage": "a-signature-secret-of-more-than-32-characters",
}
Request = dict[str, Any]


def retell(body: bytes | dict[str, Any]) -> Request:
    raw = raw_json(body)
    stamp = str(int(time.time() * 1000))
    digest = _hmac("retell", raw + stamp.encode(), "sha256").hex()
    return _post("retell", raw, "application/json", {"x-retell-signature": f"v={stamp},d={digest}"})


def calcom(body: bytes | dict[str, Any]) -> Request:
    raw = raw_json(body)
    return _post("calcom", raw, "application/json", {"X-Cal-Signature-256": _hmac("calcom", raw, "sha256").hex()})


def twilio(fields: dict[str, str], query: str = "") -> Request:
    path = f"/webhooks/twilio/{'?' if query else ''}{query}"
    text = f"{PUBLIC_URL}{path}" + "".join(name + value for name, value in sorted(fields.items()))
    signature = base64.b64encode(_hmac("twilio", text.encode(), "sha1")).decode()
    request = _post(
        "twilio", urlencode(fields).encode(), "application/x-www-form-urlencoded", {"X-Twilio-Signature": signature}
    )
    return request | {"path": path}


def vonage(body: bytes | dict[str, Any]) -> Request:
    raw = raw_json(body)
    claims = {"iat": int(time.time()), "iss": "Vonage", "payload_hash": hashlib.sha256(raw).hexdigest()}
    token = jwt.encode(claims, SECRETS["vonage"], algorithm="HS256")
    return _post("vonage", raw, "application/json", {"Authorization": f"Bearer {token}"})


def vonage_sms(params: dict[str, str]) -> Request:
    """The SMS API by GET, everything in the query string."""
    text = "".join(f"&{name}={value.replace('&', '_').replace('=', '_')}" for name, value in sorted(params.items()))
    sig = _hmac("vonage", text.encode(), "sha256").hex()
    return {"method": "GET", "path": f"/webhooks/vonage/?{urlencode(params | {'sig': sig})}", "headers": {}}


def raw_json(body: bytes | dict[str, Any]) -> bytes:
    return body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()


def raw_json_lenient(body: dict[str, Any]) -> bytes:
    """With NaN and halves of surrogate pairs, as JavaScript writes them."""
    return json.dumps(body).encode()


def call_ended(call_id: str = "call_9f2", **call: Any) -> dict[str, Any]:
    return {"event": "call_ended", "call": {"call_id": call_id, "agent_id": "agent_7c1", **call}}


def send(request: dict[str, Any], **changes: Any) -> Any:
    arguments = {"path": None} | request | changes
    return Client(raise_request_exception=True).generic(
        arguments["method"],
        arguments["path"],
        arguments.get("data", b""),
        content_type=arguments.get("content_type", ""),
        headers=arguments.get("headers"),
        **arguments.get("extra", {}),
    )


def _post(provider: str, body: bytes, content_type: str, headers: dict[str, str]) -> Request:
    return {
        "method": "POST",
        "path": f"/webhooks/{provider}/",
        "data": body,
        "content_type": content_type,
        "headers": headers,
    }


def _hmac(provider: str, message: bytes, digest: str) -> bytes:
    return hmac.new(SECRETS[provider].encode(), message, digest).digest()
