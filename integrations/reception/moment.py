"""When an appointment is meant to be: a written time, its zone, and what clocks do twice a year."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

MAX_WRITTEN = 64


class NotATime(ValueError):
    """The text names no instant; its message says why, for staff."""


def wall_time(written: object) -> datetime:
    """An ISO 8601 date and time, naive when it has no offset. Raises `NotATime`."""
    if not isinstance(written, str) or not written.strip():
        raise NotATime("appointment_start is missing")
    text = written.strip()
    try:
        moment = datetime.fromisoformat(text if len(text) <= MAX_WRITTEN else "")
    except ValueError:
        raise NotATime("appointment_start is no ISO 8601 date and time") from None
    if "T" not in text.upper() and " " not in text:
        raise NotATime("appointment_start has a date but no time of day")
    return moment


def instant(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` in UTC; without an offset it is the wall clock of `zone`. Raises `NotATime`.

    An hour that clocks skip does not exist, so a person has to ask. An hour that comes twice means its first
    occurrence (RFC 5545, 3.3.5); the confirmation names the time, so a mistake would be seen.
    """
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
        found = moment.replace(tzinfo=zone, fold=0).astimezone(UTC)
        if found.astimezone(zone).replace(tzinfo=None) != moment:
            raise NotATime(f"clocks in {zone.key} skip {moment:%H:%M} on {moment:%Y-%m-%d}")
    except OverflowError:
        raise NotATime("appointment_start is outside the calendar") from None
    return found
