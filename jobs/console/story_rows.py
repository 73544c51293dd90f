"""The engine's own rows of a story: jobs, their attempts, their outside effects."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from jobs.console.why import why
from jobs.definition.states import State
from jobs.front.console import StoryRow, StorySource, register_story_source
from jobs.queries.attempts import AttemptRow, EffectRow, attempts_of_all, effects_of_story
from jobs.queries.jobs import JobRow, jobs_of_story


def register() -> None:
    """Show them; called when Django has started."""
    register_story_source(StorySource(name="engine", rows=engine_rows))


def engine_rows(story_id: UUID) -> Iterator[StoryRow]:
    """Jobs oldest first, then attempts (id `<job id>:<number>`), then effects."""
    now = timezone.now()
    jobs = jobs_of_story(story_id)
    yield from (_job(job, now) for job in jobs)
    yield from (_running(job) for job in jobs if job.state == State.RUNNING and job.started_at is not None)
    yield from (_attempt(attempt) for attempt in attempts_of_all([job.id for job in jobs]))
    yield from (_effect(effect) for effect in effects_of_story(story_id))


def _job(job: JobRow, now: datetime) -> StoryRow:
    moments = {"due": job.due_at, "started": job.started_at, "dead": job.dead_at}
    return StoryRow(
        kind="job",
        id=str(job.id),
        name=job.task,
        state=job.state,
        at=job.created_at,
        ended=job.finished_at,
        detail=f"Queue {job.queue}{_attempts(job)}. {why(job, now)}",
        parent=("job", str(job.parent_id)) if job.parent_id else None,
        url=_page(job),
        times={name: moment for name, moment in moments.items() if moment is not None},
    )


def _page(job: JobRow) -> str:
    try:
        return reverse("console:job", args=[job.id])
    except NoReverseMatch:  # a project may run the engine without its console
        return ""


def _attempts(job: JobRow) -> str:
    if job.attempt < 2:
        return ""
    return f", attempt {job.attempt} of {job.tries}" if job.attempt <= job.tries else f", attempt {job.attempt}"


def _running(job: JobRow) -> StoryRow:
    """The attempt that has no row yet: an attempt is written when it ends."""
    return StoryRow(
        kind="attempt",
        id=f"{job.id}:{job.attempt}",
        name=f"Attempt {job.attempt}",
        state=State.RUNNING,
        at=job.started_at or job.created_at,
        detail=f"On {job.owner}",
        parent=("job", str(job.id)),
    )


def _attempt(attempt: AttemptRow) -> StoryRow:
    error = f"{attempt.error_type}: {attempt.error}" if attempt.error_type else attempt.error
    return StoryRow(
        kind="attempt",
        id=f"{attempt.job_id}:{attempt.number}",
        name=f"Attempt {attempt.number}",
        state=attempt.outcome,
        at=attempt.started_at,
        ended=attempt.ended_at,
        detail=error,
        parent=("job", str(attempt.job_id)),
    )


def _effect(effect: EffectRow) -> StoryRow:
    repeated = f"called {effect.calls} times" if effect.calls > 1 else ""
    return StoryRow(
        kind="effect",
        id=effect.key,
        name=effect.key,
        state=effect.state,
        at=effect.started_at,
        ended=effect.ended_at,
        detail="; ".join(part for part in (effect.error, repeated) if part),
        parent=("job", str(effect.job_id)) if effect.job_id else None,
    )
