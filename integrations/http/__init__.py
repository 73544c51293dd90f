"""Calls to the outside world: one client base, three words for errors, one log row per exchange."""

from __future__ import annotations

from integrations.http.client import ApiClient
from integrations.http.errors import AuthError, Permanent, ProviderError, Transient
from integrations.http.messages import Request, Response, Timeouts
from integrations.http.retry_after import parse_reset, parse_retry_after

__all__ = [
    "ApiClient",
    "AuthError",
    "Permanent",
    "ProviderError",
    "Request",
    "Response",
    "Timeouts",
    "Transient",
    "parse_reset",
    "parse_retry_after",
]
