"""A job that is about to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from jobs.context import boottime
from jobs.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What an enqueue decides. `delay` is in seconds from this decision, `due` a time; without either it is ready.

    A job that a running job enqueues is written with its parent's finish: the time until then is part of the delay.
    """

    task: str
    queue: str
    arguments: str
    version: int
    story_id: UUID
    parent_id: UUID | None = None
    rerun_of_id: UUID | None = None
    unique_key: str | None = None
    delay: float | None = None
    due: datetime | None = None
    decided_at: float = field(default_factory=boottime)
    id: UUID = field(default_factory=new_id)

    def wait(self) -> float:
        """Seconds from now until it is due; 0 when it is ready."""
        if self.due is not None:
            return max((self.due - timezone.now()).total_seconds(), 0.0)
        return max(self.delay - (boottime() - self.decided_at), 0.0) if self.delay else 0.0
