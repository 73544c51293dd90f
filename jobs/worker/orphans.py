"""Queues that no living worker serves are adopted, after its own, by a worker of `default`."""

from __future__ import annotations

import time
from collections.abc import Sequence

from jobs.ledger.processes import served_queues

ORPHANED_SECONDS = 15.0
ADOPTER = "default"


class Orphans:
    """Remembers since when each queue has been without a worker."""

    def __init__(self, own: Sequence[str], declared: Sequence[str], *, enabled: bool) -> None:
        self._own = frozenset(own)
        self._declared = tuple(declared)
        self._enabled = enabled and ADOPTER in self._own
        self._alone_since: dict[str, float] = {}

    def adopted(self) -> list[str]:
        """The queues to serve beside one's own, in their declared order. Reads the database."""
        if not self._enabled:
            return []
        now, served = time.monotonic(), served_queues(ORPHANED_SECONDS) | self._own
        alone = [queue for queue in self._declared if queue not in served]
        self._alone_since = {queue: self._alone_since.get(queue, now) for queue in alone}
        return [queue for queue in alone if now - self._alone_since[queue] >= ORPHANED_SECONDS]
