"""A job became dead: enqueue its `on_dead` task and tell the other rooms, in the same transaction."""

from __future__ import annotations

import inspect
from typing import Any
from uuid import UUID

from jobs import signals
from jobs.context import in_story
from jobs.definition.arguments import dumps, loads
from jobs.definition.errors import UnknownTask
from jobs.definition.registry import Definition, lookup
from jobs.ledger.failure import Failure
from jobs.ledger.insert import insert
from jobs.ledger.new_job import NewJob


def announce_death(
    *, job_id: UUID, task: str, queue: str, arguments: str, story_id: UUID, reason: str, failure: Failure
) -> None:
    """Call inside the transaction that wrote `dead`."""
    with in_story(story_id):
        _enqueue_on_dead(job_id, task, arguments, story_id, reason)
        signals.job_died.send(
            sender=None,
            job_id=job_id,
            task=task,
            queue=queue,
            story_id=story_id,
            error_type=failure.error_type,
            error=failure.error,
            reason=reason,
            fingerprint=failure.fingerprint,
        )


def _enqueue_on_dead(job_id: UUID, task: str, arguments: str, story_id: UUID, reason: str) -> None:
    try:
        name = lookup(task).policy.on_dead
        handler = lookup(name) if name else None
    except UnknownTask:
        return
    if handler is not None:
        call = _call(handler, loads(arguments), job_id, reason)
        job = NewJob(
            task=handler.name,
            queue=handler.policy.queue,
            arguments=dumps(call),
            version=handler.policy.version,
            story_id=story_id,
            parent_id=job_id,
        )
        insert([job])


def _call(handler: Definition, arguments: dict[str, Any], job_id: UUID, reason: str) -> dict[str, Any]:
    """The dead job's arguments that the handler takes, plus `dead_job_id` and `reason` if it asks for them."""
    offered = {**arguments, "dead_job_id": job_id, "reason": reason}
    wanted = inspect.signature(handler.function).parameters
    return {name: value for name, value in offered.items() if name in wanted}
