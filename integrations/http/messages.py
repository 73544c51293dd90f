"""One exchange as values: what is asked, what came back, how long it may take."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Seconds. `total` bounds the whole exchange by the wall clock, however slowly bytes trickle in."""

    connect: float = 3.0
    read: float = 10.0
    total: float = 15.0


@dataclass(frozen=True, slots=True)
class Request:
    """One call. `template` is the documented path with `{names}`; `path` fills them.

    Only the template is ever written to the call log, never the filled path or the query values.
    """

    method: str
    template: str
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    json: Mapping[str, Any] | None = None
    form: Mapping[str, str] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def safe(self) -> bool:
        """True when repeating the request changes nothing at the provider (RFC 9110, 9.2.1)."""
        return self.method in SAFE_METHODS

    @property
    def target(self) -> str:
        """The path with its parameters filled in, each one quoted as a single segment."""
        return self.template.format(**{name: quote(value, safe="") for name, value in self.path.items()})


@dataclass(frozen=True, slots=True)
class Response:
    """One answer, fully read. Header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def ok(self) -> bool:
        """True for 2xx."""
        return 200 <= self.status < 300

    def json(self) -> Any:
        """The body as JSON. Raises `ValueError` when it is none (also for bytes that are no UTF-8)."""
        return json.loads(self.body)
