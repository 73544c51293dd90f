"""What a task allows: a frozen value, with what it leaves open filled in from its queue."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from jobs.definition.backoff import Backoff, Steps, backoff_from
from jobs.definition.errors import InvalidOptions

DEFAULT_TRIES = 3
DEFAULT_TIMEOUT = 60.0
DEFAULT_BACKOFF = Steps((10.0, 30.0, 60.0, 300.0, 600.0))

UniqueBy = Sequence[str] | Callable[..., str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Options of one task; `None` in `tries` and `timeout` means what the queue says.

    queue: name in RQ_QUEUES. tries: attempts before a job is dead. backoff: seconds between them. timeout: seconds
    one attempt may run. fail_on: exceptions after which no further attempt makes sense. unique_by: argument names, or
    a function of the arguments; of two living jobs with the same value the second is not stored. on_dead: name of a
    task that is enqueued, with the dead job's arguments, in the transaction that makes it dead. version: of the
    arguments' meaning; a worker whose code is older holds the job.
    """

    queue: str = "default"
    tries: int | None = None
    backoff: Backoff = DEFAULT_BACKOFF
    timeout: float | None = None
    fail_on: tuple[type[BaseException], ...] = ()
    unique_by: UniqueBy | None = None
    on_dead: str | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if self.tries is not None and self.tries < 1:
            raise InvalidOptions(f"tries must be at least 1, not {self.tries}")
        if self.timeout is not None and self.timeout <= 0:
            raise InvalidOptions(f"timeout must be positive, not {self.timeout}")
        if self.version < 1:
            raise InvalidOptions(f"version must be at least 1, not {self.version}")

    def filled(self, *, tries: int, timeout: float) -> Policy:
        """The same policy with what it leaves open taken from its queue."""
        return replace(
            self,
            tries=self.tries if self.tries is not None else tries,
            timeout=self.timeout if self.timeout is not None else timeout,
        )


def policy_from(options: dict[str, Any]) -> Policy:
    """A policy from the keyword arguments of `@task`; raises `InvalidOptions` with all that is wrong."""
    unknown = sorted(set(options) - set(Policy.__slots__))
    if unknown:
        raise InvalidOptions(f"unknown option {', '.join(unknown)}; a task has {', '.join(Policy.__slots__)}")
    cleaned = dict(options)
    try:
        if "backoff" in cleaned:
            cleaned["backoff"] = backoff_from(cleaned["backoff"])
        if "fail_on" in cleaned:
            cleaned["fail_on"] = _exceptions(cleaned["fail_on"])
        return Policy(**cleaned)
    except (TypeError, ValueError) as error:
        raise InvalidOptions(str(error)) from error


def _exceptions(value: Sequence[type[BaseException]]) -> tuple[type[BaseException], ...]:
    for item in value:
        if not (isinstance(item, type) and issubclass(item, BaseException)):
            raise InvalidOptions(f"fail_on takes exception classes, not {item!r}")
    return tuple(value)
