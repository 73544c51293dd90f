from __future__ import annotations

from datetime import UTC, datetime

import pytest

from integrations.http import parse_reset, parse_retry_after
from integrations.http.retry_after import MAX_WAIT

NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0),
        ("2.5", 2.5),
        ("-4", 0),
        ("Tue, 01 Dec 2026 09:30:20 GMT", 20),
        ("Tue, 01 Dec 2026 09:00:00 GMT", 0),
        ("99999999", MAX_WAIT),
        ("inf", None),
        ("nan", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str | None, seconds: float | None):
    assert parse_retry_after(value, now=NOW) == seconds


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("42", 42),
        (str(int(NOW.timestamp()) + 42), 42),
        (str((int(NOW.timestamp()) + 42) * 1000), 42),
        (str(int(NOW.timestamp()) - 5), 0),
        ("later", None),
        (None, None),
    ],
)
def test_a_reset_is_seconds_left_or_a_timestamp(value: str | None, seconds: float | None):
    assert parse_reset(value, now=NOW) == seconds
