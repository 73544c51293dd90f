"""A cast for intake: known secrets, a processor that only notes what it was given, and requests signed like the real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.test import override_settings

from integrations.webhooks import flood, processing
from tests.integrations.webhooks.signed import PUBLIC_URL, SECRETS


@pytest.fixture(autouse=True)
def _known_secrets() -> Iterator[None]:
    providers = {
        name: {"verify_secrets": (secret,), "signature_method": "sha256" if name == "vonage" else ""}
        for name, secret in SECRETS.items()
    }
    flood.meter.clear()
    with override_settings(PROVIDERS=providers, PUBLIC_URL=PUBLIC_URL, WEBHOOK_MAX_BYTES=64 * 1024):
        yield


@pytest.fixture
def processors(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[UUID]]:
    """Register a processor for some types, alone; what it is called with is in the list that comes back."""
    monkeypatch.setattr(processing, "_processors", {})

    def register(provider: str, *event_types: str) -> list[UUID]:
        seen: list[UUID] = []
        processing.register_processor(provider, event_types, seen.append)
        return seen

    return register
