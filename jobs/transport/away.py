"""Redis cannot be used right now: one word for all the ways."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from redis.exceptions import ConnectionError as RedisConnectionError, RedisError, TimeoutError as RedisTimeoutError

from jobs.definition.errors import SignalboxError


class TransportAway(SignalboxError):
    """Redis is down, hung, loading, read-only or full. The ledger knows every job; the relay pushes later."""


@contextmanager
def transport_errors() -> Iterator[None]:
    """Turn what the Redis client raises into `TransportAway`."""
    try:
        yield
    except (RedisError, OSError) as error:
        raise TransportAway(f"{type(error).__name__}: {error}") from error


def is_connection_failure(error: BaseException) -> bool:
    """Whether `error` says that Redis could not be reached (not that a command was wrong)."""
    return isinstance(error, TransportAway | RedisConnectionError | RedisTimeoutError)
