"""What a task allows: a frozen value, with what it leaves open filled in from its queue."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
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
        wrong = [f"{name} {rule}, not {getattr(self, name)!r}" for name, rule, right in self._rules() if not right]
        if wrong:
            raise InvalidOptions("; ".join(wrong))

    def _rules(self) -> Iterator[tuple[str, str, bool]]:
        yield "queue", "is the name of a queue", _is_name(self.queue)
        yield "tries", "is a whole number of at least 1", self.tries is None or _is_count(self.tries)
        yield "timeout", "is a positive number of seconds", self.timeout is None or _is_positive(self.timeout)
        yield "unique_by", "is a list of argument names or a function", _is_unique_by(self.unique_by)
        yield "on_dead", "is a task or its name", self.on_dead is None or _is_name(self.on_dead)
        yield "version", "is a whole number of at least 1", _is_count(self.version)

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
    if "backoff" in cleaned:
        cleaned["backoff"] = _backoff(cleaned["backoff"])
    if "fail_on" in cleaned:
        cleaned["fail_on"] = _exceptions(cleaned["fail_on"])
    if isinstance(cleaned.get("unique_by"), str):
        cleaned["unique_by"] = (cleaned["unique_by"],)  # one argument needs no list
    return Policy(**cleaned)


def _backoff(value: Any) -> Backoff:
    try:
        return backoff_from(value)
    except (TypeError, ValueError) as error:
        raise InvalidOptions(f"backoff: {error}") from error


def _exceptions(value: Any) -> tuple[type[BaseException], ...]:
    found = tuple(value) if isinstance(value, list | tuple) else (value,)
    for item in found:
        if not (isinstance(item, type) and issubclass(item, BaseException)):
            raise InvalidOptions(f"fail_on is a list of exception classes, not {item!r}")
    return found


def _is_name(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _is_positive(value: Any) -> bool:
    return isinstance(value, int | float) and 0 < value < math.inf


def _is_unique_by(value: Any) -> bool:
    if isinstance(value, list | tuple):  # a plain string is a sequence too: of its letters
        return bool(value) and all(isinstance(name, str) for name in value)
    return value is None or callable(value)
