"""Jobs that have not ended, counted by queue and state along the index `jobs_job_live`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, QuerySet

from jobs.models import Job

CAP = 10_000  # screens say "more than 10,000" instead of counting on
MAX_QUEUES = 100


@dataclass(frozen=True, slots=True)
class LiveCount:
    """`count` jobs of one queue in one state; `oldest` is the earliest `run_at` among them."""

    queue: str
    state: str
    count: int
    oldest: datetime


def live_counts(cap: int | None = None) -> list[LiveCount]:
    """One row per queue and state; exact, or of the `cap` + 1 jobs of each queue that are ready longest."""
    if cap is None:
        return _counted(_live())
    return [count for queue in live_queues() for count in _capped(queue, cap)]


def live_queues() -> Iterator[str]:
    """Names of all queues that have such jobs, by hopping along the index; never a scan."""
    name: str | None = ""
    for _ in range(MAX_QUEUES):
        name = _live().filter(queue__gt=name).order_by("queue").values_list("queue", flat=True).first()
        if name is None:
            return
        yield name


def _capped(queue: str, cap: int) -> list[LiveCount]:
    jobs = _live().filter(queue=queue)
    edge = jobs.order_by("run_at").values_list("run_at", flat=True)[cap : cap + 1].first()
    return _counted(jobs if edge is None else jobs.filter(run_at__lte=edge))


def _counted(jobs: QuerySet[Job]) -> list[LiveCount]:
    rows = jobs.order_by().values_list("queue", "state").annotate(n=Count("pk"), oldest=Min("run_at"))
    return [LiveCount(*row) for row in rows]


def _live() -> QuerySet[Job]:
    return Job.objects.filter(finished_at__isnull=True)
