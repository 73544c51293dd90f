"""What can be wrong with an inbound event.

WebhookError
├── InvalidSignature   the sender is not who it claims to be; nothing is stored
├── InvalidPayload     stored, but its body is not what the provider documents
└── NoProcessor        stored, but no room asked for events of this type
"""

from __future__ import annotations


class WebhookError(Exception):
    """Base of all intake errors."""


class InvalidSignature(WebhookError):
    """The request is not provably from the provider. `reason` is one of a few words that are counted."""

    def __init__(self, reason: str = "mismatch") -> None:
        super().__init__(reason)
        self.reason = reason


class InvalidPayload(WebhookError):
    """A field of a stored event is not what was expected; `got` is a masked description, never the raw value."""

    def __init__(self, path: str, expected: str, got: str) -> None:
        super().__init__(f"{path}: expected {expected}, got {got}")
        self.path = path
        self.expected = expected
        self.got = got


class NoProcessor(WebhookError):
    """Nothing is registered that could process this event."""

    def __init__(self, provider: str, event_type: str) -> None:
        super().__init__(f"No processor is registered for {provider} {event_type}.")
        self.provider = provider
        self.event_type = event_type
