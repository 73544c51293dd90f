"""Connections to Redis as django-rq's settings name it, with time limits that fit who waits."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django_rq.connection_utils import get_redis_connection
from redis.backoff import NoBackoff
from redis.retry import Retry

if TYPE_CHECKING:
    from redis import Redis

PUSH_SECONDS = 0.2  # a request waits for Redis no longer than this
WORK_SECONDS = 2.0
WAIT_SECONDS = 1.0  # how long an idle worker blocks before it looks at its orders


def connect(seconds: float) -> Redis:
    """A client of its own, which waits `seconds` for a connection and for each answer, and tries nothing twice."""
    client: Redis = get_redis_connection(next(iter(settings.RQ_QUEUES.values())))
    client.connection_pool.connection_kwargs.update(
        socket_connect_timeout=seconds,
        socket_timeout=seconds,
        # One failed call is an answer here: each caller has its own way to go on.
        retry=Retry(NoBackoff(), 0),
        retry_on_error=[],
        health_check_interval=0,
    )
    return client


@cache
def pusher() -> Redis:
    """For requests: gives up after 200 ms."""
    return connect(PUSH_SECONDS)


@cache
def worker_client() -> Redis:
    """For workers and upkeep: gives up after 2 s, longer than any blocking wait."""
    return connect(WORK_SECONDS)


def forget_connections() -> None:
    """Drop every connection; for a child just forked, which must not share its parent's sockets."""
    for factory in (pusher, worker_client):
        if factory.cache_info().currsize:
            factory().connection_pool.reset()
        factory.cache_clear()
