"""Failure groups: dead letters with the same fingerprint have the same cause."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, QuerySet

from jobs.models import Job
from jobs.queries.jobs import JobRow, job_row
from jobs.queries.live import CAP

MAX_GROUPS = 50
NO_FINGERPRINT = "-"  # how an empty fingerprint is written in an address
TREND_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class FailureGroup:
    """`size` dead letters of one cause (of the newest `CAP`); texts are those of the newest of them."""

    fingerprint: str
    task: str
    queue: str
    error_type: str
    error: str
    reason: str
    size: int
    first: datetime
    last: datetime
    newest_id: UUID
    story_id: UUID

    @property
    def slug(self) -> str:
        """The fingerprint as it stands in addresses."""
        return self.fingerprint or NO_FINGERPRINT


def failure_groups(fingerprint: str | None = None, limit: int = MAX_GROUPS) -> list[FailureGroup]:
    """The largest groups first; with `fingerprint` only that one."""
    dead = _dead(fingerprint)
    edge = dead.order_by("-dead_at").values_list("dead_at", flat=True)[CAP : CAP + 1].first()
    counted = dead if edge is None else dead.filter(dead_at__gte=edge)
    sizes = (
        counted.order_by().values("fingerprint").annotate(size=Count("pk"), first=Min("dead_at"), last=Max("dead_at"))
    )
    groups = list(sizes.order_by("-size", "-last")[:limit])
    newest = _newest([group["last"] for group in groups])
    return [_group(group, newest[group["fingerprint"]]) for group in groups if group["fingerprint"] in newest]


def _newest(moments: list[datetime]) -> dict[str, Job]:
    """By fingerprint the job that died at one of `moments`."""
    return {job.fingerprint: job for job in _dead(None).filter(dead_at__in=moments).order_by("dead_at", "pk")}


def _group(counted: Mapping[str, Any], newest: Job) -> FailureGroup:
    return FailureGroup(
        **counted,
        task=newest.task,
        queue=newest.queue,
        error_type=newest.error_type,
        error=newest.error,
        reason=newest.reason,
        newest_id=newest.id,
        story_id=newest.story_id,
    )


def find_group(slug: str) -> FailureGroup | None:
    """The group that an address names, or `None` when it is empty."""
    return next(iter(failure_groups(fingerprint_of(slug))), None)


def fingerprint_of(slug: str) -> str:
    """What an address stands for."""
    return "" if slug == NO_FINGERPRINT else slug


def dead_jobs(fingerprint: str, limit: int) -> list[JobRow]:
    """Dead letters of a group, newest first."""
    return [job_row(job) for job in _dead(fingerprint).order_by("-dead_at", "-pk")[:limit]]


def oldest_dead_ids(fingerprint: str, limit: int) -> list[UUID]:
    """Ids of a group's dead letters, those first that wait longest."""
    return list(_dead(fingerprint).order_by("dead_at", "pk").values_list("pk", flat=True)[:limit])


def deaths_per_hour(fingerprints: Sequence[str], now: datetime) -> dict[str, list[int]]:
    """For each group the deaths in each of the last 24 hours, oldest first; of the newest `CAP` dead letters."""
    since = now - timedelta(hours=TREND_HOURS)
    counts = {fingerprint: [0] * TREND_HOURS for fingerprint in fingerprints}
    recent = _dead(None).filter(dead_at__gt=since).order_by("-dead_at").values_list("fingerprint", "dead_at")[:CAP]
    for fingerprint, dead_at in recent:
        if fingerprint in counts and dead_at is not None and dead_at <= now:
            counts[fingerprint][-1 - int((now - dead_at).total_seconds() // 3600)] += 1
    return counts


def _dead(fingerprint: str | None) -> QuerySet[Job]:
    dead = Job.objects.filter(dead_at__isnull=False)
    return dead if fingerprint is None else dead.filter(fingerprint=fingerprint)
