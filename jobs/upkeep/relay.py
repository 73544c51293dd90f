"""Push what was committed and never arrived: a walk through the ready jobs of every queue, some at a time."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.ledger.ready import Place, ready_in
from jobs.transport.push import push_missing

BATCH = 1000


class Relay:
    """Remembers where its walk stands. Pushing what is there already changes nothing, so it may start anywhere."""

    def __init__(self, queues: Sequence[str]) -> None:
        self._queues = tuple(queues)
        self._places: dict[str, Place | None] = {}

    def step(self) -> int:
        """Walk one batch of every queue; returns how many ids were missing. Raises `TransportAway`."""
        return sum(self._walk(queue) for queue in self._queues)

    def at_end(self) -> bool:
        """Whether every queue has been walked to its end."""
        return not any(self._places.values())

    def _walk(self, queue: str) -> int:
        ready, self._places[queue] = ready_in(queue, self._places.get(queue), BATCH)
        return push_missing(ready) if ready else 0
