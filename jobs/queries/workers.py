"""The processes that serve queues, as far as they have been heard of lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from jobs.models import WorkerProcess

SILENT_SECONDS = 60  # the ledger, too, believes a process gone after a minute of silence
MAX_PROCESSES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """A worker or scheduler. `queues` it was started for, `adopted` those it took over because nobody serves them."""

    name: str
    kind: str
    host: str
    pid: int
    queues: tuple[str, ...]
    adopted: tuple[str, ...]
    started_at: datetime
    beat_at: datetime

    @property
    def is_worker(self) -> bool:
        return self.kind == WorkerProcess.Kind.WORKER


def living_processes(now: datetime | None = None) -> list[Process]:
    """All processes heard of within the last minute, workers last started first."""
    since = (now or timezone.now()) - timedelta(seconds=SILENT_SECONDS)
    rows = WorkerProcess.objects.filter(beat_at__gt=since).order_by("kind", "-started_at")[:MAX_PROCESSES]
    return [_process(row) for row in rows]


def _process(row: WorkerProcess) -> Process:
    return Process(
        name=row.name,
        kind=row.kind,
        host=row.host,
        pid=row.pid,
        queues=_names(row.queues),
        adopted=_names(row.adopted),
        started_at=row.started_at,
        beat_at=row.beat_at,
    )


def _names(comma_list: str) -> tuple[str, ...]:
    return tuple(name for name in comma_list.split(",") if name)
