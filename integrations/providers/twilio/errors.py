"""Twilio's error codes and what follows from them.

    Permanent
    ├── InvalidRecipient    this number will never get our SMS
    ├── OptedOut            the person said STOP; only the person can undo it
    └── Misconfigured       our account, sender or permissions; a person must act

Codes: https://www.twilio.com/docs/api/errors. An unknown code of a 4xx answer is permanent.
"""

from __future__ import annotations

from integrations.http import Permanent


class InvalidRecipient(Permanent):
    """This number will never get an SMS from our sender."""


class OptedOut(Permanent):
    """The recipient unsubscribed with STOP."""


class Misconfigured(Permanent):
    """Our account, sender number or regional permission is in the way, whoever the recipient is."""


INVALID_RECIPIENT = frozenset({21211, 21217, 21266, 21401, 21421, 21612, 21614, 21635})
OPTED_OUT = frozenset({21610})
MISCONFIGURED = frozenset({21212, 21408, 21601, 21606, 21608})
RATE_LIMITED = 20429

_CLASSES: tuple[tuple[frozenset[int], type[Permanent]], ...] = (
    (INVALID_RECIPIENT, InvalidRecipient),
    (OPTED_OUT, OptedOut),
    (MISCONFIGURED, Misconfigured),
)


def permanent_class(code: int) -> type[Permanent] | None:
    """The kind of permanent error that Twilio's `code` means; None for a code that is not in the tables."""
    return next((kind for codes, kind in _CLASSES if code in codes), None)
