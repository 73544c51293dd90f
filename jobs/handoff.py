"""Where the ledger says which jobs became ready, and the transport listens: neither knows the other."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

logger = logging.getLogger(__name__)


class Ready(NamedTuple):
    """A committed job that a worker may take."""

    job_id: UUID
    queue: str


Receiver = Callable[[Sequence[Ready]], None]
_receiver: Receiver | None = None


def connect(receiver: Receiver | None) -> None:
    """Name the one receiver (the transport's push)."""
    global _receiver
    _receiver = receiver


def announce(ready: Sequence[Ready]) -> None:
    """Hand `ready` over once the surrounding transaction has committed; nothing happens if it rolls back.

    A hand-over that fails is the relay's to repair, so it never disturbs the caller.
    """
    if ready:
        transaction.on_commit(lambda: _hand_over(ready), robust=True)


def _hand_over(ready: Sequence[Ready]) -> None:
    if _receiver is not None:
        _receiver(ready)
