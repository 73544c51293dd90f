"""Cal.com's refusals that mean something to a receptionist.

Permanent
└── SlotTaken       the wished time cannot be booked: taken, outside working hours, or past
"""

from __future__ import annotations

from integrations.http import Permanent


class SlotTaken(Permanent):
    """The wished time cannot be booked. Another one may."""


# Words of the refusal, lower case. The specification has no code for it; it comes as 400 or 409 depending on where in
# Cal.com's booking code it is noticed (packages/lib/errorCodes.ts and the message of the 2024-08-13 API).
SLOT_TAKEN_WORDS = (
    "already has booking at this time",
    "is not available",
    "no_available_users_found",
    "no available users",
    "no longer available",
    "booking_time_out_of_bounds",
    "out of bounds",
    "in the past",
    "booking_conflict",
)


def is_slot_taken(status: int, words: str) -> bool:
    """True when `status` and the provider's `words` say that the time, not the request, is the problem."""
    lower = words.lower()
    return status in {400, 409} and any(known in lower for known in SLOT_TAKEN_WORDS)
