"""Names every verified event, whatever is in it: what cannot be read is named by its bytes and flagged."""

from __future__ import annotations

from integrations.models.webhook_event import MAX_EVENT_TYPE, MAX_EXTERNAL_ID
from integrations.webhooks.signing import sha256_hex, to_bytes
from integrations.webhooks.source import Identity, Inbound, WebhookSource

UNREADABLE = "unreadable"


def fingerprint(inbound: Inbound) -> str:
    """SHA-256 of what the event says: its body, or its query string where the provider uses GET."""
    return sha256_hex(inbound.body or inbound.query.encode("utf-8", "surrogateescape"))


def identity_of(source: WebhookSource, inbound: Inbound) -> Identity:
    """The provider's own name for the event if it can be found, bounded and storable on every database."""
    try:
        named = source.identify(inbound)
    except ValueError:  # unreadable bodies and schema violations alike
        named = None
    if named is None:
        name = f"body:{fingerprint(inbound)}"
        return Identity(external_id=name, event_type=UNREADABLE, story_key=f"{source.slug}:{name}")
    return Identity(
        external_id=bounded(named.external_id, MAX_EXTERNAL_ID),
        event_type=printable(named.event_type, MAX_EVENT_TYPE),
        story_key=bounded(named.story_key, MAX_EXTERNAL_ID),
    )


def bounded(name: str, limit: int) -> str:
    """`name`, or its hash if it is too long or holds characters that a database may refuse (NUL, half a surrogate)."""
    if len(name) <= limit and name.isprintable():
        return name
    return f"sha256:{sha256_hex(to_bytes(name))}"


def printable(text: str, limit: int) -> str:
    """`text` cut to `limit`, its unprintable characters shown as `?`."""
    return "".join(character if character.isprintable() else "?" for character in text[:limit])
