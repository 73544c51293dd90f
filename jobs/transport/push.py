"""Hand committed jobs to Redis: mark each id present and append it only if it was not."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence

from django.utils import timezone

from jobs.handoff import Ready
from jobs.transport import keys
from jobs.transport.away import TransportAway, transport_errors
from jobs.transport.client import pusher, worker_client
from jobs.transport.scripts import script

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
BATCH = 500
_silent_until = 0.0


def push(ready: Sequence[Ready]) -> None:
    """After a commit: try once, quickly. On failure the relay pushes later, and nobody tries for a second."""
    global _silent_until
    if time.monotonic() < _silent_until:
        return
    try:
        with transport_errors():
            for start in range(0, len(ready), BATCH):
                script("push", pusher())(keys=_KEYS, args=_arguments(ready[start : start + BATCH]))
    except TransportAway as error:
        _silent_until = time.monotonic() + PAUSE_SECONDS
        logger.warning("Redis is away, the relay will push: %s", error)


def push_missing(ready: Sequence[Ready]) -> int:
    """For the relay: push what is not there; returns how many were missing. Raises `TransportAway`."""
    with transport_errors():
        return sum(
            int(script("push", worker_client())(keys=_KEYS, args=_arguments(ready[start : start + BATCH])))
            for start in range(0, len(ready), BATCH)
        )


_KEYS = [keys.PRESENT, keys.QUEUES]


def rq_time() -> str:
    """The time now as RQ writes it."""
    return timezone.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _arguments(ready: Sequence[Ready]) -> list[str]:
    return [keys.PREFIX, rq_time(), *(text for item in ready for text in (item.queue, str(item.job_id)))]
