"""Addresses that keep failing are noticed, others are not, and memory stays bounded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from integrations.webhooks import flood
from integrations.webhooks.flood import ALLOWED_FAILURES, FailureMeter, neighbourhood

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def exhausted(address: str = "192.0.2.1") -> FailureMeter:
    meter = FailureMeter()
    assert [meter.note("retell", address, now=NOW) for _ in range(ALLOWED_FAILURES)] == [None] * ALLOWED_FAILURES
    return meter


def test_too_many_failures_in_a_minute_have_to_wait_for_its_end() -> None:
    assert exhausted().note("retell", "192.0.2.1", now=NOW + timedelta(seconds=20)) == 40


def test_the_next_minute_starts_afresh() -> None:
    assert exhausted().note("retell", "192.0.2.1", now=NOW + timedelta(seconds=60)) is None


def test_a_clock_set_back_forgives() -> None:
    assert exhausted().note("retell", "192.0.2.1", now=NOW - timedelta(hours=1)) is None


def test_other_addresses_and_providers_are_not_concerned() -> None:
    meter = exhausted()
    assert meter.note("retell", "192.0.2.2", now=NOW) is None
    assert meter.note("twilio", "192.0.2.1", now=NOW) is None


def test_an_ipv6_sender_cannot_walk_through_its_own_network() -> None:
    assert exhausted("2001:db8::1").note("retell", "2001:db8::ffff", now=NOW) is not None
    assert neighbourhood("fe80::1%eth0") == "fe80::/64"
    assert neighbourhood("") == neighbourhood("nonsense") == "None"


def test_the_oldest_address_is_forgotten_when_memory_is_full(monkeypatch) -> None:
    monkeypatch.setattr(flood, "MAX_ADDRESSES", 2)
    meter = exhausted()
    for last in (2, 3):
        meter.note("retell", f"192.0.2.{last}", now=NOW)
    assert meter.note("retell", "192.0.2.1", now=NOW) is None
