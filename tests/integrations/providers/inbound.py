"""Requests for the functions that name events."""

from __future__ import annotations

import json
from urllib.parse import urlencode

from integrations.webhooks.source import Inbound

BASE = "https://signalbox.example.com/webhooks/x/"


def inbound(body: object, *, query: str = "", method: str = "POST") -> Inbound:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Inbound(method=method, url=f"{BASE}?{query}" if query else BASE, query=query, headers={}, body=raw)


def form(fields: dict[str, str], *, query: str = "") -> Inbound:
    return inbound(urlencode(fields).encode(), query=query)
