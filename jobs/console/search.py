"""The one search box: whatever was typed is asked of everybody who might know it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import chain, islice

from django.conf import settings
from django.urls import reverse

from jobs.console.filters import as_id
from jobs.definition.registry import all_definitions
from jobs.front.console import Hit, StorySource, story_sources
from jobs.queries.jobs import find_job, jobs_of_story
from jobs.queries.stories import stories_named

logger = logging.getLogger(__name__)
MAX_HITS = 50
MAX_PER_SOURCE = 20


def find(text: str) -> list[Hit]:
    """What is known under `text` (as `filters.typed` gives it): jobs, stories, tasks, then what other rooms know."""
    if not text:
        return []
    found = chain(_ids(text), _stories(text), _rooms(text), _tasks(text))
    return list(islice(_each_once(found), MAX_HITS))


def _ids(text: str) -> Iterator[Hit]:
    known = as_id(text)
    if known is None:
        return
    if job := find_job(known):
        url = reverse("console:job", args=[job.id])
        yield Hit(kind="job", title=job.task, detail=f"{job.state}, {job.id}", at=job.created_at, url=url)
    if jobs_of_story(known, limit=1):
        yield Hit(kind="story", title=f"Story {known}", story_id=known)


def _stories(text: str) -> Iterator[Hit]:
    """Story keys are `provider:id`; people type the id alone."""
    providers = getattr(settings, "PROVIDERS", {})
    for key, story in stories_named([text, *(f"{provider}:{text}" for provider in providers)]):
        yield Hit(kind="story", title=key, story_id=story)


def _rooms(text: str) -> Iterator[Hit]:
    for source in story_sources():
        yield from _ask(source, text)


def _ask(source: StorySource, text: str) -> list[Hit]:
    """One room's answer. What a person typed must never break the page, whatever a room makes of it."""
    if source.search is None:
        return []
    try:
        return list(islice(source.search(text), MAX_PER_SOURCE))
    except (ValueError, ArithmeticError, LookupError, TypeError):
        logger.exception("the search of %s failed", source.name)
        return []


def _tasks(text: str) -> Iterator[Hit]:
    for definition in all_definitions():
        if text.lower() in definition.name.lower():
            url = f"{reverse('console:jobs')}?task={definition.name}"
            yield Hit(kind="task", title=definition.name, detail=f"queue {definition.policy.queue}", url=url)


def _each_once(hits: Iterator[Hit]) -> Iterator[Hit]:
    seen: set[str] = set()
    for hit in hits:
        place = f"{hit.kind}:{hit.title}:{hit.url or hit.story_id}"
        if place not in seen:
            seen.add(place)
            yield hit
