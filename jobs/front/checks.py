"""System checks: what would otherwise fail in a worker at night fails at start."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from jobs.definition.registry import Definition, all_definitions, versions

MAX_NAME = 200  # of Job.task


@register("jobs")
def check_tasks(**_: Any) -> list[CheckMessage]:
    """Every task names a declared queue and an existing `on_dead` task."""
    known = versions()
    return [message for definition in all_definitions() for message in _check(definition, known)]


def _check(definition: Definition, known: dict[str, int]) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    policy = definition.policy
    if policy.queue not in settings.RQ_QUEUES:
        found.append(Error(f"task {definition.name}: unknown queue {policy.queue!r}", id="jobs.E001"))
    if len(definition.name) > MAX_NAME:
        found.append(Error(f"task {definition.name}: a name has at most {MAX_NAME} characters", id="jobs.E003"))
    if policy.on_dead and policy.on_dead not in known:
        found.append(Error(f"task {definition.name}: on_dead names no task: {policy.on_dead!r}", id="jobs.E002"))
    return found
