"""How the console writes numbers, times and states: one place, so that every page says it alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime

from jobs.queries.live import CAP

NBSP = "\u00a0"
DASH = "\u2013"
DAY = 86_400


@dataclass(frozen=True, slots=True)
class Look:
    """Word, icon and tone of a state. Tones are the names of the colour tokens."""

    word: str
    icon: str
    tone: str


LOOKS = {
    "scheduled": Look("Scheduled", "clock", "idle"),
    "queued": Look("Queued", "lines", "idle"),
    "running": Look("Running", "play", "run"),
    "succeeded": Look("Succeeded", "check", "clear"),
    "retrying": Look("Retrying", "again", "caution"),
    "held": Look("Held", "bars", "held"),
    "dead": Look("Dead", "octagon-cross", "dead"),
    "cancelled": Look("Cancelled", "slash", "idle"),
    "failed": Look("Failed", "cross", "danger"),
    "timeout": Look("Timeout", "hourglass", "danger"),
    "released": Look("Released", "back", "idle"),
    "lost": Look("Lost", "dashed-alert", "danger"),
    "interrupted": Look("Interrupted", "square", "idle"),
    "unknown": Look("Unknown", "dashed-alert", "caution"),
    "needs_review": Look("Needs review", "dashed-alert", "caution"),
}
# Words of other rooms' rows that mean one of the above; any other word is shown as it is, in grey.
LIKE = {
    "succeeded": ("accepted", "processed", "delivered", "done", "booked", "ok", "read", "completed", "confirmed"),
    "failed": ("error", "rejected", "refused", "undelivered", "invalid", "declined"),
    "running": ("processing", "started", "sending", "calling"),
    "queued": ("received", "sent", "stored", "new", "pending", "waiting", "ignored", "duplicate"),
    "cancelled": ("canceled", "discarded"),
}
_MEANING = {word: state for state, words in LIKE.items() for word in words}


def look_of(state: str) -> Look:
    """How a state is shown; unknown words keep their letters and stay grey."""
    if state in LOOKS:
        return LOOKS[state]
    word = state.replace("_", " ").capitalize()
    if meaning := _MEANING.get(state.lower()):
        known = LOOKS[meaning]
        return Look(word, known.icon, known.tone)
    if state.isdigit() and len(state) == 3:  # an HTTP status
        return Look(state, "", "danger" if state >= "500" else "caution" if state >= "400" else "plain")
    return Look(word, "", "plain")


def number(value: int) -> str:
    """`1,286`."""
    return f"{value:,}"


def capped(value: int) -> str:
    """A count that stopped at its cap says so."""
    return f"more than {CAP:,}" if value > CAP else f"{value:,}"


def counted(value: int, noun: str) -> str:
    """`1 job`, `2 jobs`, `more than 10,000 jobs`."""
    return f"{capped(value)} {noun}{'' if value == 1 else 's'}"


def duration(seconds: float | None) -> str:
    """14 ms, 1.19 s, 48 s, 1 m 48 s, 18 min, 3 h 52 min, 2 d 4 h; en dash for none."""
    if seconds is None:
        return DASH
    whole = int(seconds)
    if seconds < 1:
        text = f"{seconds * 1000:.0f} ms"
    elif seconds < 10:
        text = f"{seconds:.2f}".rstrip("0").rstrip(".") + " s"
    elif seconds <= 60:
        text = f"{seconds:.1f}".removesuffix(".0") + " s"
    elif seconds < 600:
        text = f"{whole // 60} m {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    else:
        text = _long(whole)
    return text.replace(" ", NBSP)


def _long(seconds: int) -> str:
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // DAY
    if minutes < 60:
        return f"{minutes} min"
    if hours < 24:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 and days < 10 else f"{days} d"


def age(seconds: float) -> str:
    """Like a duration, but of a waiting time that changes every second: no fractions from one second on."""
    return duration(seconds if 0 < seconds < 1 else int(seconds)) if seconds else DASH


def ago(moment: datetime, now: datetime) -> str:
    """`40 s ago`, `in 18 min`; from a day on the date."""
    seconds = (now - moment).total_seconds()
    if abs(seconds) >= DAY:
        return day(moment)
    if abs(seconds) < 1:
        return "now"
    text = _rough(int(abs(seconds)))
    return (f"{text} ago" if seconds > 0 else f"in {text}").replace(" ", NBSP)


def _rough(seconds: int) -> str:
    if seconds < 60:
        return f"{seconds} s"
    return f"{seconds // 60} min" if seconds < 3600 else f"{seconds // 3600} h"


def clock(moment: datetime) -> str:
    """`14:05:31` in the site's time zone."""
    return localtime(moment).strftime("%H:%M:%S")


def clock_ms(moment: datetime) -> str:
    """`14:05:31.204`."""
    local = localtime(moment)
    return f"{local:%H:%M:%S}.{local.microsecond // 1000:03}"


def day(moment: datetime) -> str:
    """`24 Nov 14:05`."""
    local = localtime(moment)
    return f"{local.day}{NBSP}{local:%b %H:%M}"


def absolute(moment: datetime) -> str:
    """With zone, for titles: `Tue 24 Nov 2026, 14:05:31 CET`."""
    local = localtime(moment)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M:%S %Z}"
