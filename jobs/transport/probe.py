"""Asks Redis how it is, on a connection of its own and in a bounded time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from redis.exceptions import RedisError

from jobs.transport.away import TransportAway
from jobs.transport.client import connect


@dataclass(frozen=True, slots=True)
class RedisPolicy:
    """What Redis does when its memory is full, and whether it writes what it holds to disk."""

    evicts: bool
    appends: bool


def ping(timeout: float = 0.5) -> None:
    """Return when Redis answers; raises `TransportAway` after at most `timeout` seconds for each of connect and read."""
    _ask(timeout, lambda connection: connection.ping())


def policy(timeout: float = 0.5) -> RedisPolicy:
    """How Redis is set up, from INFO, which hosted servers allow where they refuse CONFIG; raises `TransportAway`."""
    found = _ask(timeout, lambda connection: connection.info("memory") | connection.info("persistence"))
    return RedisPolicy(
        evicts=found.get("maxmemory_policy", "noeviction") != "noeviction", appends=bool(found.get("aof_enabled"))
    )


def _ask(timeout: float, question: Any) -> Any:
    connection = connect(timeout)
    try:
        return question(connection)
    except (RedisError, OSError) as error:
        # The client's message holds the address; probes answer to anybody.
        raise TransportAway(type(error).__name__) from None
    finally:
        connection.close()
