"""Lists of jobs, a page at a time by key, and one job with all that belongs to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from jobs.definition.errors import UnknownTask
from jobs.definition.registry import lookup
from jobs.definition.states import State
from jobs.models import Job

PAGE = 50
# A filter that no index serves looks at this many jobs and then offers to go on: a page's cost has a ceiling.
HORIZON = 20_000
MAX_STORY_JOBS = 200
LIVE = frozenset({State.SCHEDULED, State.QUEUED, State.RUNNING, State.RETRYING, State.HELD})


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as screens show it. `tries`: what its task allows, 0 when this code does not know the task."""

    id: UUID
    task: str
    queue: str
    state: str
    reason: str
    arguments: str
    version: int
    unique_key: str | None
    story_id: UUID
    parent_id: UUID | None
    rerun_of_id: UUID | None
    attempt: int
    tries_used: int
    tries: int
    releases: int
    strikes: int
    owner: str
    lease_until: datetime | None
    created_at: datetime
    run_at: datetime
    due_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    dead_at: datetime | None
    error_type: str
    error: str
    fingerprint: str

    @property
    def short_id(self) -> str:
        """The last eight characters: time-ordered ids begin alike."""
        return self.id.hex[-8:]

    @property
    def awaits_decision(self) -> bool:
        return self.dead_at is not None

    @property
    def is_waiting(self) -> bool:
        return self.state in (State.SCHEDULED, State.QUEUED, State.RETRYING, State.HELD)

    @property
    def changed_at(self) -> datetime:
        """When it last moved, as far as its row tells."""
        moved = self.finished_at or (self.started_at if self.state != State.QUEUED else None)
        return max(moved or self.created_at, self.created_at)

    @property
    def took_s(self) -> float | None:
        """Seconds of its last attempt, `None` while there is none to speak of."""
        if self.started_at is None or self.finished_at is None or self.finished_at < self.started_at:
            return None
        return (self.finished_at - self.started_at).total_seconds()


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFilter:
    """What a list shows. `before` and `after` are ids: the page below one, the page above one."""

    state: str = ""
    task: str = ""
    queue: str = ""
    text: str = ""
    fingerprint: str = ""
    before: UUID | None = None
    after: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPage:
    """At most `PAGE` jobs, newest first. `newer` and `older` are the ids to go on from, `None` at an end.

    `searched` is the number of jobs looked at when a filter stopped at its horizon, else `None`.
    """

    rows: tuple[JobRow, ...]
    newer: UUID | None
    older: UUID | None
    searched: int | None = None


def job_page(wanted: JobFilter) -> JobPage:
    """One page of the jobs that `wanted` describes."""
    found = _filtered(wanted)
    limit = None if _has_index(wanted) else _horizon(wanted)
    upwards = wanted.after is not None
    if limit is not None:
        found = found.filter(id__lte=limit) if upwards else found.filter(id__gte=limit)
    rows = [job_row(job) for job in found.order_by("id" if upwards else "-id")[: PAGE + 1]]
    has_more = len(rows) > PAGE
    rows = rows[:PAGE][::-1] if upwards else rows[:PAGE]
    searched = HORIZON if limit is not None and not has_more else None
    edge = limit if searched else None
    if upwards:
        return JobPage(rows=tuple(rows), newer=_edge(rows, 0, edge, has_more), older=wanted.after, searched=searched)
    newer = rows[0].id if rows and wanted.before is not None else None
    return JobPage(rows=tuple(rows), newer=newer, older=_edge(rows, -1, edge, has_more), searched=searched)


def _edge(rows: list[JobRow], place: int, edge: UUID | None, has_more: bool) -> UUID | None:  # noqa: FBT001
    return rows[place].id if has_more else edge


def _has_index(wanted: JobFilter) -> bool:
    everything = not (wanted.state or wanted.task or wanted.queue or wanted.text or wanted.fingerprint)
    return everything or wanted.state == State.DEAD or wanted.state in LIVE or _as_uuid(wanted.text) is not None


def _horizon(wanted: JobFilter) -> UUID | None:
    """The id at which the search stops, `None` when fewer jobs than the horizon are left."""
    span = _paged(Job.objects.all(), wanted).order_by("id" if wanted.after else "-id")
    return span.values_list("id", flat=True)[HORIZON : HORIZON + 1].first()


def _paged(jobs: QuerySet[Job], wanted: JobFilter) -> QuerySet[Job]:
    if wanted.after is not None:
        return jobs.filter(id__gt=wanted.after)
    return jobs.filter(id__lt=wanted.before) if wanted.before is not None else jobs


def _filtered(wanted: JobFilter) -> QuerySet[Job]:
    jobs = _paged(Job.objects.all(), wanted)
    exact = {"task": wanted.task, "queue": wanted.queue, "state": wanted.state, "fingerprint": wanted.fingerprint}
    jobs = jobs.filter(**{name: value for name, value in exact.items() if value})
    if wanted.state in LIVE:
        jobs = jobs.filter(finished_at__isnull=True)
    if wanted.state == State.DEAD:
        jobs = jobs.filter(dead_at__isnull=False)
    return jobs.filter(_matches(wanted.text)) if wanted.text else jobs


def _matches(text: str) -> Q:
    if (known := _as_uuid(text)) is not None:
        return Q(id=known) | Q(story_id=known)
    columns = ("task", "error_type", "error", "reason", "arguments", "unique_key")
    condition = Q()
    for column in columns:
        condition |= Q(**{f"{column}__icontains": text})
    return condition


def _as_uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def find_job(job_id: UUID) -> JobRow | None:
    """The job, or `None` if the ledger does not have it (any more)."""
    job = Job.objects.filter(pk=job_id).first()
    return job_row(job) if job else None


def jobs_of_story(story_id: UUID, limit: int = MAX_STORY_JOBS) -> list[JobRow]:
    """The jobs of a story, oldest first."""
    return _rows(Job.objects.filter(story_id=story_id).order_by("id")[:limit])


def children_of(job: JobRow, limit: int = 20) -> list[JobRow]:
    """What a job enqueued: always in its own story, so the story's index finds it."""
    return _rows(Job.objects.filter(story_id=job.story_id, parent_id=job.id).order_by("id")[:limit])


def _rows(jobs: Iterable[Job]) -> list[JobRow]:
    return [job_row(job) for job in jobs]


def job_row(job: Job) -> JobRow:
    """The frozen value of a stored job."""
    own = {name: getattr(job, name) for name in JobRow.__slots__ if name != "tries"}
    return JobRow(tries=_tries(job.task), **own)


def _tries(task: str) -> int:
    try:
        return lookup(task).policy.tries or 0
    except UnknownTask:
        return 0
