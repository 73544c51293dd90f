"""Who must not be texted: STOP and START in the order they were said, not the order they arrive."""

from __future__ import annotations

from datetime import datetime

from notifications.models import OptOut

# Twilio's default keywords: https://help.twilio.com/articles/223134027
STOP = frozenset({"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"})
START = frozenset({"START", "YES", "UNSTOP"})


def is_opted_out(number: str) -> bool:
    """Whether the owner of the E.164 number wants no SMS."""
    return OptOut.objects.filter(number=number, is_active=True).exists()


def wish_of(body: str, kind: str = "") -> bool | None:
    """True for STOP, False for START, None for any other message. kind: Twilio's `OptOutType`, which knows better."""
    word = (kind or body).strip().strip(".!").upper()
    if word in STOP:
        return True
    return False if word in START else None


def set_opt_out(number: str, *, is_active: bool, source: str, at: datetime) -> None:
    """Keep what was said at `at`, unless something later is already known."""
    said = {"is_active": is_active, "source": source[:50], "changed_at": at}
    _, is_new = OptOut.objects.get_or_create(number=number, defaults=said)
    if not is_new:
        OptOut.objects.filter(number=number, changed_at__lt=at).update(**said)
