"""Masking: what must disappear, and what must stay readable."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from jobs.masking import mask_email, mask_phone, redact


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("call +491701234517 now", "call +49 ••• ••17 now"),
        ("call +1 (415) 555-0134.", "call +14 ••• ••34."),
        ("0049 170 1234517", "+49 ••• ••17"),
        ("0170 1234517", "017 ••• ••17"),
        ("To=%2B491701234517&Body=x", "To=+49 ••• ••17&Body=x"),
        ('{"to": "447700900012"}', '{"to": "+44 ••• ••12"}'),
        ("<anna.kern@example.de>", "<a•••@•••.de>"),
        ("Email=anna%40example.de", "Email=a•••@•••.de"),
        ("Authorization: Bearer cal_live_abcdef", "Authorization: Bearer •••"),
        ("Basic QUM6c2VjcmV0", "Basic •••"),
        ('{"api_key": "key_abc123"}', '{"api_key": "•••"}'),
        ("auth_token=abc123&x=1", "auth_token=•••&x=1"),
        ("postgres://box:hunter2@db/box", "postgres://box:•••@db/box"),
    ],
)
def test_personal_data_and_secrets_disappear(text: str, shown: str):
    assert redact(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22T05:18:15.123456+00:00",
        "01.12.2026 10:30",
        "01-12-2026 10:30",
        "0192f3a4-7c1d-7e22-9a3b-001234567890",
        "job 1732252695123 took 1234567890 ns",
        "call_9f2a0123456789 ended, 12345678 bytes, 0.0123456789 s",
        "tasks.py:120 in create_appointment_from_call",
        "event_type 1234567",
    ],
)
def test_ids_times_and_sizes_stay_readable(text: str):
    assert redact(text) == text


@given(st.text())
def test_redacting_twice_changes_nothing_more(text: str):
    assert redact(redact(text)) == redact(text)


@given(st.from_regex(r"\+[1-9][0-9]{7,14}", fullmatch=True))
def test_no_middle_of_any_phone_number_survives(number: str):
    assert number[3:-2] not in redact(f"sent to {number}, twice")


def test_what_is_too_short_to_mask_is_hidden_whole():
    assert mask_phone("12345") == "•••"
    assert mask_email("nobody") == "•••"


def test_an_address_without_an_ending_shows_none():
    assert mask_email("root@localhost") == "r•••@•••"
