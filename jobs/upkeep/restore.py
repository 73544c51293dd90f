"""Fill an emptied Redis from the ledger: one process, in order, and only then may workers take again."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from jobs.ledger import named_lease
from jobs.ledger.ready import Place, ready_in
from jobs.transport.push import push_missing
from jobs.transport.repair import is_cold, recount, set_epoch
from jobs.upkeep.relay import BATCH

logger = logging.getLogger(__name__)

LEASE = "restore"
LEASE_SECONDS = 30.0


def restore_if_cold(owner: str, queues: Sequence[str]) -> bool:
    """Restore when Redis has lost its epoch and no other process is at it; returns whether it did.

    Raises `TransportAway`.
    """
    if not is_cold() or not named_lease.take(LEASE, owner, LEASE_SECONDS):
        return False
    try:
        recount(queues)
        pushed = sum(_restore(queue, owner) for queue in queues)
        set_epoch()
    finally:
        named_lease.give_up(LEASE, owner)
    level = logging.WARNING if pushed else logging.INFO  # a first start has nothing to restore
    logger.log(level, "Redis was empty: restored from the ledger", extra={"count": pushed})
    return True


def _restore(queue: str, owner: str) -> int:
    pushed = 0
    place: Place | None = None
    while True:
        ready, place = ready_in(queue, place, BATCH)
        pushed += push_missing(ready) if ready else 0
        if place is None:
            return pushed
        named_lease.take(LEASE, owner, LEASE_SECONDS)
