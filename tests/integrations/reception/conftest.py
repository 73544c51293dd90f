"""Clients that speak to the test's own sandbox, and an announcement that only takes notes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from integrations.sandbox.sandbox import Sandbox
from integrations.signals import appointment_booked


@pytest.fixture
def calcom(sandbox: Sandbox, settings: Settings) -> Sandbox:
    """The sandbox as the Cal.com of the settings."""
    provider = settings.PROVIDERS["calcom"] | {"base_url": sandbox.base_url, "api_key": "cal_test"}
    settings.PROVIDERS = settings.PROVIDERS | {"calcom": provider}
    return sandbox


@pytest.fixture
def announced() -> Iterator[list[int]]:
    """The appointments announced as booked, in order; nobody else hears of them."""
    heard: list[int] = []

    def hear(*, appointment_id: int, **_: object) -> None:
        heard.append(appointment_id)

    others, appointment_booked.receivers = appointment_booked.receivers, []
    appointment_booked.connect(hear, weak=False)
    yield heard
    appointment_booked.receivers = others
