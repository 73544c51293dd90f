"""The engine's errors.

    SignalboxError
    ├── InvalidOptions          a task is declared with an option that does not exist or makes no sense
    ├── DuplicateTask           two functions claim one task name
    ├── UnknownTask             no code in this process knows the name
    ├── UnknownQueue            the queue is not in RQ_QUEUES
    ├── InvalidArguments        the call does not fit the function, or is not JSON, or is too large
    ├── IllegalTransition       the ledger was asked for a state change that its table does not allow
    ├── UniqueTaken             another living job holds the unique key
    ├── CallInsideTransaction   an outside call was about to run inside a database transaction
    └── LeaseLost               this worker no longer owns the job it is running

`Release`, `Retry`, `Fail` and `Cancel` (module `outcomes`) are control flow, not errors.
"""

from __future__ import annotations

from uuid import UUID


class SignalboxError(Exception):
    """Base of everything the engine raises on purpose."""


class InvalidOptions(SignalboxError, TypeError):
    """A task is declared with an option that does not exist or makes no sense."""


class DuplicateTask(SignalboxError):
    """Two functions claim one task name."""


class UnknownTask(SignalboxError):
    """No code in this process knows the task."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no task named {name!r} in this code")
        self.name = name


class UnknownQueue(SignalboxError):
    """The queue is not declared in RQ_QUEUES."""

    def __init__(self, queue: str, known: tuple[str, ...]) -> None:
        super().__init__(f"unknown queue {queue!r}; RQ_QUEUES has {', '.join(known)}")
        self.queue = queue


class InvalidArguments(SignalboxError, TypeError):
    """The call does not fit the task's function, or its arguments cannot be stored."""


class IllegalTransition(SignalboxError):
    """The ledger was asked for a state change that its table does not allow."""

    def __init__(self, old: str, new: str) -> None:
        super().__init__(f"a job cannot go from {old} to {new}")
        self.old, self.new = old, new


class UniqueTaken(SignalboxError):
    """Another living job holds the unique key; `holder` is its id."""

    def __init__(self, key: str, holder: UUID) -> None:
        super().__init__(f"job {holder} already holds the unique key {key!r}")
        self.key, self.holder = key, holder


class CallInsideTransaction(SignalboxError):
    """An outside call was about to run inside a database transaction."""

    def __init__(self, what: str) -> None:
        super().__init__(f"{what} inside a database transaction: it cannot be rolled back and would hold locks")
        self.what = what


class LeaseLost(SignalboxError):
    """This worker no longer owns the job it is running; nothing it does may count."""
