"""The queues: how much waits, for how long, and who serves it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from jobs.definition.states import State
from jobs.queries.live import LiveCount, live_counts
from jobs.queries.workers import Process, living_processes


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One queue. `depth`: ready jobs; `oldest_s`: age of the oldest of them in seconds, 0 if there is none.

    `workers`: living processes that take from it; `wait_slo`: seconds a job may wait, `None` for a queue the settings do
    not know. `adopted`: no worker was started for it, but one took it over. `held`: waiting for a condition.
    """

    name: str
    depth: int
    oldest_s: float
    running: int
    workers: int
    wait_slo: int | None
    adopted: bool
    held: int = 0

    @property
    def is_late(self) -> bool:
        """The oldest ready job waits longer than the queue promises."""
        return self.wait_slo is not None and self.oldest_s > self.wait_slo

    @property
    def over_s(self) -> float:
        """Seconds by which the oldest job is over the limit, 0 if it is not."""
        return self.oldest_s - (self.wait_slo or 0) if self.is_late else 0.0

    @property
    def is_unserved(self) -> bool:
        """Jobs wait, or the settings promise the queue, and no living worker takes from it."""
        return not self.workers and (self.depth > 0 or self.wait_slo is not None)


def queue_rows(
    now: datetime | None = None,
    *,
    counts: Sequence[LiveCount] | None = None,
    processes: Sequence[Process] | None = None,
) -> list[QueueRow]:
    """Every queue of the settings in their order, then others that hold jobs; exact unless given capped `counts`."""
    now = now or timezone.now()
    counts = live_counts() if counts is None else counts
    processes = living_processes(now) if processes is None else processes
    workers = [process for process in processes if process.is_worker]
    promised = dict(settings.QUEUE_DEFAULTS)
    others = sorted({count.queue for count in counts} - set(promised))
    by_place = {(count.queue, count.state): count for count in counts}
    return [_row(name, promised.get(name), by_place, workers, now) for name in [*promised, *others]]


def _row(
    name: str,
    policy: dict[str, int] | None,
    counts: dict[tuple[str, str], LiveCount],
    workers: Sequence[Process],
    now: datetime,
) -> QueueRow:
    ready = counts.get((name, State.QUEUED.value))
    running = counts.get((name, State.RUNNING.value))
    held = counts.get((name, State.HELD.value))
    started_for = [worker for worker in workers if name in worker.queues]
    adopters = [worker for worker in workers if name in worker.adopted and name not in worker.queues]
    return QueueRow(
        name=name,
        depth=ready.count if ready else 0,
        oldest_s=max(0.0, (now - ready.oldest).total_seconds()) if ready else 0.0,
        running=running.count if running else 0,
        workers=len(started_for) + len(adopters),
        wait_slo=policy["wait_slo"] if policy else None,
        adopted=bool(adopters) and not started_for,
        held=held.count if held else 0,
    )
