"""Stories: found by the names others know them by, listed by their newest jobs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q

from jobs.definition.states import State
from jobs.models import Job, StoryKey

LOOKED_THROUGH = 1000
MAX_STORIES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a list. `name` is the outside name that opened it, if it has one."""

    id: UUID
    name: str
    jobs: int
    open: int
    dead: int
    first: datetime
    last: datetime


def recent_stories(limit: int = MAX_STORIES) -> list[StoryLine]:
    """The stories of the newest jobs, newest first; counts include only jobs that are still kept."""
    newest = Job.objects.order_by("-id").values_list("story_id", flat=True)[:LOOKED_THROUGH]
    wanted = list(dict.fromkeys(newest))[:limit]
    rows = (
        Job.objects.filter(story_id__in=wanted)
        .order_by()
        .values("story_id")
        .annotate(
            jobs=Count("pk"),
            open=Count("pk", filter=Q(finished_at__isnull=True) & ~Q(state=State.SCHEDULED)),
            dead=Count("pk", filter=Q(dead_at__isnull=False)),
            first=Min("created_at"),
            last=Max("created_at"),
        )
    )
    names = names_of(wanted)
    lines = {row["story_id"]: row for row in rows}
    return [_line(lines[story], names.get(story, "")) for story in wanted if story in lines]


def _line(row: Mapping[str, Any], name: str) -> StoryLine:
    given = {key: value for key, value in row.items() if key != "story_id"}
    return StoryLine(id=row["story_id"], name=name, **given)


def names_of(stories: Sequence[UUID]) -> dict[UUID, str]:
    """The outside name that opened each story."""
    rows = StoryKey.objects.filter(story_id__in=stories, opens=True).values_list("story_id", "key")
    return dict(rows[: 2 * MAX_STORIES])


def keys_of(story: UUID, limit: int = 50) -> list[str]:
    """Every outside name of a story, the one that opened it first."""
    return list(StoryKey.objects.filter(story_id=story).order_by("-opens", "key").values_list("key", flat=True)[:limit])


def stories_named(names: Sequence[str], limit: int = 20) -> list[tuple[str, UUID]]:
    """Key and story of every key that is one of `names` or begins with one of them."""
    condition = Q(key__in=names)
    for name in names:
        if len(name.rpartition(":")[2]) >= 4:
            condition |= Q(key__startswith=name)
    return list(StoryKey.objects.filter(condition).order_by("key").values_list("key", "story_id")[:limit])
