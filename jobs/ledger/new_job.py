"""A job that is about to be written."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from jobs.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What an enqueue decides. `delay` is seconds from the insert; `None` means ready at once."""

    task: str
    queue: str
    arguments: str
    version: int
    story_id: UUID
    parent_id: UUID | None = None
    rerun_of_id: UUID | None = None
    unique_key: str | None = None
    delay: float | None = None
    id: UUID = field(default_factory=new_id)
