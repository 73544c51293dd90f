"""A job became dead: enqueue its `on_dead` task and tell the other rooms, in the same transaction."""

from __future__ import annotations

import inspect
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import InterfaceError, OperationalError, transaction

from jobs import signals
from jobs.context import in_story
from jobs.definition.arguments import dumps, loads
from jobs.definition.errors import UnknownTask
from jobs.definition.registry import Definition, lookup
from jobs.ledger.failure import Failure
from jobs.ledger.insert import insert
from jobs.ledger.new_job import NewJob

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """A job that has just become dead. `arguments` as stored, `reason` in words for staff."""

    job_id: UUID
    task: str
    queue: str
    arguments: str
    story_id: UUID
    reason: str
    failure: Failure


def announce_death(death: Death) -> None:
    """Call inside the transaction that wrote `dead`."""
    with in_story(death.story_id):
        with _sheltered("on_dead", death.job_id):
            _enqueue_on_dead(death)
        with _sheltered("job_died", death.job_id):
            _send(death)


def _send(death: Death) -> None:
    signals.job_died.send(
        sender=None,
        job_id=death.job_id,
        task=death.task,
        queue=death.queue,
        story_id=death.story_id,
        error_type=death.failure.error_type,
        error=death.failure.error,
        reason=death.reason,
        fingerprint=death.failure.fingerprint,
    )


@contextmanager
def _sheltered(what: str, job_id: UUID) -> Iterator[None]:
    """A bug in what follows a death must not undo it: the job would run for ever.

    A failing database does undo it, because then the finish is tried again as a whole.
    """
    try:
        with transaction.atomic():
            yield
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        logger.exception("%s failed for a dead job", what, extra={"job": str(job_id)})


def _enqueue_on_dead(death: Death) -> None:
    try:
        name = lookup(death.task).policy.on_dead
        handler = lookup(name) if name else None
    except UnknownTask:
        return
    if handler is not None:
        call = _call(handler, loads(death.arguments), death.job_id, death.reason)
        job = NewJob(
            task=handler.name,
            queue=handler.policy.queue,
            arguments=dumps(call),
            version=handler.policy.version,
            story_id=death.story_id,
            parent_id=death.job_id,
        )
        insert([job])


def _call(handler: Definition, arguments: dict[str, Any], job_id: UUID, reason: str) -> dict[str, Any]:
    """The dead job's arguments that the handler takes, plus `dead_job_id` and `reason` if it asks for them."""
    offered = {**arguments, "dead_job_id": job_id, "reason": reason}
    wanted = inspect.signature(handler.function).parameters
    return {name: value for name, value in offered.items() if name in wanted}
