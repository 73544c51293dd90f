"""`@task`: declare a unit of work, then `enqueue`, `using` or `perform` it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Generic, ParamSpec, TypeVar, overload
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from jobs.context import current, current_story
from jobs.definition.arguments import bind, dumps
from jobs.definition.errors import InvalidArguments, InvalidOptions, UnknownQueue
from jobs.definition.policy import policy_from
from jobs.definition.registry import Definition, register
from jobs.front.unique import unique_key
from jobs.ids import new_id
from jobs.ledger.insert import holder_of, insert
from jobs.ledger.new_job import NewJob

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Enqueued:
    """The job's id; `stored` is false when a living job with the same unique key stands for it (then `id` is that one).

    Inside a running job nothing is stored before its finish, so `stored` only says that it was accepted.
    """

    id: UUID
    stored: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Using:
    """What one enqueue overrides. `run_after`: a time or a delay. `now`: do not wait for the running job's finish."""

    queue: str | None = None
    run_after: datetime | timedelta | None = None
    now: bool = False
    story_id: UUID | None = None
    rerun_of: UUID | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.run_after, datetime | timedelta | None):
            raise InvalidOptions(f"run_after is a datetime or a timedelta, not {self.run_after!r}")
        if isinstance(self.run_after, datetime) and timezone.is_naive(self.run_after):
            raise InvalidArguments(f"run_after needs a time zone: {self.run_after}")

    def when(self) -> dict[str, Any]:
        """`due` for a time, `delay` (seconds) for a delay, nothing when ready at once: arguments of `NewJob`."""
        match self.run_after:
            case datetime():
                return {"due": self.run_after}
            case timedelta() if self.run_after > timedelta(0):
                return {"delay": self.run_after.total_seconds()}
        return {}


class Task(Generic[P, R]):
    """A declared task. Calling it, or `perform`, is a plain call; `enqueue` makes a job."""

    def __init__(self, definition: Definition, using: Using | None = None) -> None:
        self.definition = definition
        self._using = using or Using()

    @property
    def name(self) -> str:
        """The stable name under which jobs are stored."""
        return self.definition.name

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        result: R = self.definition.function(*args, **kwargs)
        return result

    def perform(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the function here and now, with the same check of arguments as a job."""
        result: R = self.definition.function(**bind(self.definition.function, args, kwargs))
        return result

    def using(self, **options: Any) -> Task[P, R]:
        """The same task with `queue`, `run_after`, `now`, `story_id` or `rerun_of` set for the next enqueue."""
        unknown = sorted(set(options) - set(Using.__slots__))
        if unknown:
            raise InvalidOptions(f"unknown option {', '.join(unknown)}; using takes {', '.join(Using.__slots__)}")
        return Task(self.definition, replace(self._using, **options))

    def enqueue(self, *args: P.args, **kwargs: P.kwargs) -> Enqueued:
        """Write a job in the caller's transaction, or buffer it until the running job's finish.

        Raises `InvalidArguments`, `UnknownQueue`.
        """
        job = self._new_job(bind(self.definition.function, args, kwargs))
        run = current()
        if run is not None and not self._using.now:
            run.buffer.append(job)
            return Enqueued(job.id)
        if insert([job]):
            return Enqueued(job.id)
        holder = holder_of(job.unique_key or "")
        return Enqueued(holder, stored=False) if holder else self.enqueue(*args, **kwargs)  # it ended just now

    def _new_job(self, arguments: dict[str, Any]) -> NewJob:
        policy, run = self.definition.policy, current()
        return NewJob(
            task=self.name,
            queue=known_queue(self._using.queue or policy.queue),
            arguments=dumps(arguments),
            version=policy.version,
            story_id=self._using.story_id or current_story() or new_id(),
            parent_id=run.job_id if run else None,
            rerun_of_id=self._using.rerun_of,
            unique_key=unique_key(self.definition, arguments),
            **self._using.when(),
        )


def known_queue(queue: str) -> str:
    """`queue`, or `UnknownQueue` when RQ_QUEUES does not have it."""
    if queue not in settings.RQ_QUEUES:
        raise UnknownQueue(queue, tuple(settings.RQ_QUEUES))
    return queue


@overload
def task(function: Callable[P, R], /) -> Task[P, R]: ...
@overload
def task(*, name: str | None = None, **options: Any) -> Callable[[Callable[P, R]], Task[P, R]]: ...
def task(function: Callable[..., Any] | None = None, /, *, name: str | None = None, **options: Any) -> Any:
    """Declare a task: `queue, tries, backoff, timeout, fail_on, unique_by, on_dead, version` (see `Policy`).

    `name` is stored with every job and must not change when the function moves; it defaults to the function's name.
    `on_dead` takes a task or its name. Raises `InvalidOptions` or `DuplicateTask` at import.
    """
    if function is not None:
        return _declare(function, name, options)
    return lambda declared: _declare(declared, name, options)


def _declare(function: Callable[..., Any], name: str | None, options: dict[str, Any]) -> Task[..., Any]:
    if isinstance(options.get("on_dead"), Task):
        options = {**options, "on_dead": options["on_dead"].name}
    definition = Definition(name or inspect.unwrap(function).__name__, function, policy_from(options))
    _check_signature(definition)
    register(definition)
    return Task(definition)


def _check_signature(definition: Definition) -> None:
    parameters = inspect.signature(definition.function).parameters
    for found in parameters.values():
        if found.kind in (found.VAR_POSITIONAL, found.POSITIONAL_ONLY):
            raise InvalidOptions(f"{definition.name}: a task takes its arguments by name, not {found}")
    by = definition.policy.unique_by
    takes_any = any(found.kind is found.VAR_KEYWORD for found in parameters.values())
    missing = [] if takes_any or by is None or callable(by) else [name for name in by if name not in parameters]
    if missing:
        raise InvalidOptions(
            f"{definition.name}: unique_by names {', '.join(missing)}, which the function does not take"
        )
