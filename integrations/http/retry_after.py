"""How long a provider asks us to wait. RFC 9110, 10.2.3: seconds or an HTTP date."""

from __future__ import annotations

import math
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MAX_WAIT = 3600.0  # a mistaken unit (milliseconds, a date in another century) must not park a job for weeks


def parse_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Seconds to wait, between 0 and `MAX_WAIT`; None when the header is absent or says nothing understandable."""
    if not value:
        return None
    try:
        seconds = float(value)
    except ValueError:
        return _until_date(value, now)
    return _bounded(seconds)


def parse_reset(value: str | None, *, now: datetime) -> float | None:
    """Seconds until a rate limit resets, from a number of seconds or a Unix timestamp (seconds or milliseconds).

    Providers do not agree, some not even with their own documentation: a number of more than a year of seconds can
    only be a timestamp.
    """
    try:
        number = float(value or "")
    except ValueError:
        return None
    if number >= 1e11:
        number /= 1000
    if number >= 1e8:
        number -= now.timestamp()
    return _bounded(number)


def _until_date(value: str, now: datetime) -> float | None:
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return _bounded((moment - now).total_seconds())


def _bounded(seconds: float) -> float | None:
    if not math.isfinite(seconds):
        return None
    return min(max(seconds, 0.0), MAX_WAIT)
