"""A sandbox as the Twilio and Cal.com of the settings."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from integrations.sandbox.sandbox import Sandbox, SandboxOptions


@pytest.fixture
def sandbox(tmp_path: Path, settings: Settings) -> Iterator[Sandbox]:
    """Effects are in `sandbox.log`, refusals on demand in `sandbox.faults`."""
    with Sandbox(SandboxOptions(effects=tmp_path / "effects.jsonl")) as running:
        account = {"account": f"AC{'0' * 32}", "api_key": "token", "sender": "+12065550100"}
        twilio = settings.PROVIDERS["twilio"] | account | {"base_url": running.base_url}
        calcom = settings.PROVIDERS["calcom"] | {"api_key": "cal_test", "base_url": running.base_url}
        settings.PROVIDERS = settings.PROVIDERS | {"twilio": twilio, "calcom": calcom}
        yield running
