"""What goes through the sandbox as values, and the one way it posts to the outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True, slots=True)
class Ask:
    """A request as it came in. Header names are lower case."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> dict[str, Any]:
        """The body as a JSON object; empty for anything else."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}

    def form(self) -> dict[str, str]:
        """The body as a form."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer; `body` is sent as JSON."""

    status: int
    body: Any
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effect:
    """A valid request for something that can be done once too often. `apply` does it and answers; faults decide
    whether and when. `key` is our own name for it."""

    key: str
    apply: Callable[[], Reply]


class Provider(Protocol):
    """A stand-in for one provider."""

    name: str
    prefix: str

    def answer(self, ask: Ask) -> Reply | Effect:
        """Answer a request under `prefix`."""

    def error(self, status: int, ask: Ask) -> Reply:
        """The provider's own shape of an error."""


def post(url: str, body: bytes, headers: Mapping[str, str], *, timeout: float = 15.0) -> tuple[int, bytes]:
    """POST and return status and body. Raises `OSError` (or `HTTPException`) when there is no answer."""
    parts = urlsplit(url)
    connection_class = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    connection = connection_class(parts.hostname or "", parts.port, timeout=timeout)
    try:
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", target or "/", body, dict(headers))
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
