"""Fill an emptied Redis from the ledger: one process, in order, and only then may workers take again."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence

from jobs.ledger import named_lease
from jobs.ledger.ready import Place, ready_in
from jobs.transport.push import push_missing
from jobs.transport.repair import is_cold, recount, set_epoch
from jobs.upkeep.relay import BATCH

logger = logging.getLogger(__name__)

LEASE = "restore"
LEASE_SECONDS = 30.0
STEP_SECONDS = 0.5  # a million jobs take a minute: a parent has a child to watch and leases to renew meanwhile


class Restore:
    """Goes on where it stands at each step, as long as Redis lacks its epoch and no other process is at it."""

    def __init__(self, owner: str, queues: Sequence[str]) -> None:
        self._owner, self._queues = owner, tuple(queues)
        self._walk: Iterator[int] | None = None
        self._pushed = 0

    def step(self, seconds: float = STEP_SECONDS) -> bool:
        """Restore for about `seconds`; returns whether there is more for this process to do. Raises `TransportAway`."""
        if not is_cold() or not named_lease.take(LEASE, self._owner, LEASE_SECONDS):
            self._walk = None
            return False
        if self._walk is None:
            self._walk, self._pushed = self._batches(), 0
        try:
            finished = self._go_on(time.monotonic() + seconds)
        except Exception:
            self._walk = None
            raise
        if finished:
            self._end()
        return not finished

    def _go_on(self, until: float) -> bool:
        for pushed in self._walk or ():
            self._pushed += pushed
            if time.monotonic() >= until:
                return False
        return True

    def _batches(self) -> Iterator[int]:
        recount(self._queues)
        for queue in self._queues:
            place: Place | None = None
            while True:
                ready, place = ready_in(queue, place, BATCH)
                yield push_missing(ready) if ready else 0
                if place is None:
                    break

    def _end(self) -> None:
        self._walk = None
        set_epoch()
        named_lease.give_up(LEASE, self._owner)
        level = logging.WARNING if self._pushed else logging.INFO  # a first start has nothing to restore
        logger.log(level, "Redis was empty: restored from the ledger", extra={"count": self._pushed})
