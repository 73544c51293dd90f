"""What a provider tells intake about its events: how to verify, name and sort them. Plain values, no Django."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


class Disposition(StrEnum):
    """What is to be done with an event of a given type."""

    PROCESS = "process"
    STORE = "store"  # kept until a room asks for it
    IGNORE = "ignore"  # known, of no interest
    UNKNOWN = "unknown"  # never heard of: kept and flagged


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One HTTP request as the provider sent it; `url` is the public one, `query` its raw query string."""

    method: str
    url: str
    query: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """The name of an event (unique per provider), its type, and the story it belongs to."""

    external_id: str
    event_type: str
    story_key: str


class Verify(Protocol):
    """Raises `InvalidSignature` unless the request was signed with one of the secrets. `now` is aware."""

    def __call__(  # noqa: PLR0913 - the public contract of every provider's verifier
        self,
        *,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        secrets: Sequence[str],
        now: datetime,
        signature_method: str | None = None,
    ) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookSource:
    """A provider's webhooks.

    `identify` returns None, or raises ValueError, for a body that does not name its event. Secrets and signature method
    come from `settings.PROVIDERS[slug]`. Events whose type is in `xml_events` are answered with an empty TwiML document.
    """

    slug: str
    verify: Verify
    identify: Callable[[Inbound], Identity | None]
    classify: Callable[[str], Disposition]
    methods: frozenset[str] = frozenset({"POST"})
    media_types: frozenset[str] = frozenset({JSON_TYPE})
    kept_headers: frozenset[str] = frozenset()
    xml_events: frozenset[str] = frozenset()
