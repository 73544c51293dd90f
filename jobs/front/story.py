"""A story found by any name, and its rows from every room in the order in which they happened."""

from __future__ import annotations

from itertools import islice
from uuid import UUID

from jobs.definition.errors import SignalboxError
from jobs.front.console import StoryRow, StorySource, story_sources
from jobs.models import Job, StoryKey

MAX_CANDIDATES = 20
MAX_NAME = 200


class AmbiguousStory(SignalboxError):
    """Several stories go by the name; `keys` are their full names."""

    def __init__(self, name: str, keys: list[str]) -> None:
        super().__init__(f"{name!r} may be {', '.join(keys)}: give one of them in full")
        self.name, self.keys = name, keys


def find_story(name: str) -> UUID | None:
    """The story that `name` belongs to, or `None`.

    name: a story key (`retell:call_9f2`), the part after its colon, the id of a job or of a story, or whatever a
    room's search knows. Raises `AmbiguousStory`. Looks through all keys: for commands, not for screens.
    """
    name = name.strip()[:MAX_NAME]
    if not name:
        return None
    return _by_key(name) or _by_id(name) or _by_search(name)


def rows_of(story_id: UUID) -> list[StoryRow]:
    """Every row of every room, in order of time."""
    return sorted((row for source in story_sources() for row in source.rows(story_id)), key=lambda row: row.at)


def _by_key(name: str) -> UUID | None:
    if (exact := StoryKey.objects.filter(key=name).first()) is not None:
        return exact.story_id
    found = list(StoryKey.objects.filter(key__endswith=f":{name}").order_by("key")[:MAX_CANDIDATES])
    if len({key.story_id for key in found}) > 1:
        raise AmbiguousStory(name, [key.key for key in found])
    return found[0].story_id if found else None


def _by_id(name: str) -> UUID | None:
    try:
        known = UUID(name)
    except ValueError:
        return None
    if (job := Job.objects.filter(pk=known).first()) is not None:
        return job.story_id
    is_story = Job.objects.filter(story_id=known).exists() or StoryKey.objects.filter(story_id=known).exists()
    return known if is_story else None


def _by_search(name: str) -> UUID | None:
    return next((story for source in story_sources() if (story := _first_hit(source, name))), None)


def _first_hit(source: StorySource, name: str) -> UUID | None:
    if source.search is None:
        return None
    hits = islice(source.search(name), MAX_CANDIDATES)
    return next((hit.story_id for hit in hits if hit.story_id is not None), None)
