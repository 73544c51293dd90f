"""The attempts of jobs, and the outside effects they had."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jobs.models import Attempt, Effect

MAX_ATTEMPTS = 100
MAX_OF_STORY = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptRow:
    """One ended attempt. `error` and `traceback` were redacted when they were stored."""

    job_id: UUID
    number: int
    outcome: str
    worker: str
    started_at: datetime
    ended_at: datetime
    error_type: str
    error: str
    traceback: str

    @property
    def took_s(self) -> float:
        return max(0.0, (self.ended_at - self.started_at).total_seconds())


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectRow:
    """One outside effect: what was done at a provider so that it is done once."""

    key: str
    state: str
    calls: int
    error: str
    job_id: UUID | None
    story_id: UUID | None
    started_at: datetime
    ended_at: datetime | None


def attempts_of(job_id: UUID, limit: int = MAX_ATTEMPTS) -> list[AttemptRow]:
    """The newest attempts of a job, newest first."""
    rows = Attempt.objects.filter(job_id=job_id).order_by("-number")[:limit]
    return [attempt_row(row) for row in rows]


def attempts_of_all(job_ids: Sequence[UUID], limit: int = MAX_OF_STORY) -> list[AttemptRow]:
    """The attempts of several jobs, by job and number; without tracebacks, which only a job's page shows."""
    rows = Attempt.objects.filter(job_id__in=job_ids).defer("traceback").order_by("job_id", "number")[:limit]
    return [attempt_row(row, has_traceback=False) for row in rows]


def effects_of_story(story_id: UUID, limit: int = 200) -> list[EffectRow]:
    """The effects of a story, oldest first."""
    rows = Effect.objects.filter(story_id=story_id).order_by("started_at")[:limit]
    return [effect_row(row) for row in rows]


def unknown_effect_rows(limit: int = 20) -> list[EffectRow]:
    """The effects of which nobody can tell whether they happened, longest first."""
    rows = Effect.objects.filter(state=Effect.State.UNKNOWN).order_by("started_at")[:limit]
    return [effect_row(row) for row in rows]


def attempt_row(row: Attempt, *, has_traceback: bool = True) -> AttemptRow:
    """The frozen value of a stored attempt."""
    names = [name for name in AttemptRow.__slots__ if name != "traceback"]
    return AttemptRow(traceback=row.traceback if has_traceback else "", **{name: getattr(row, name) for name in names})


def effect_row(row: Effect) -> EffectRow:
    """The frozen value of a stored effect."""
    return EffectRow(**{name: getattr(row, name) for name in EffectRow.__slots__})
