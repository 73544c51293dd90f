"""The worker as RQ's tools see it: written whole at every beat, so that it is back after Redis was emptied."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from rq.version import VERSION

from jobs.transport import keys
from jobs.transport.away import transport_errors
from jobs.transport.client import worker_client
from jobs.transport.push import rq_time

LIFETIME_SECONDS = 60
_Plain = bytes | bytearray | memoryview | str | int | float


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """What RQ keeps about a worker. `running`: queue and id of the job in the child, if any."""

    name: str
    host: str
    pid: int
    queues: Sequence[str]
    born: datetime
    python: str
    running: tuple[str, str] | None
    done: int
    failed: int


def beat(presence: Presence) -> None:
    """Write the worker's hash and its places in RQ's sets; raises `TransportAway`."""
    key = keys.worker(presence.name)
    with transport_errors(), worker_client().pipeline() as pipe:
        pipe.hset(key, mapping=_fields(presence))
        pipe.expire(key, LIFETIME_SECONDS)
        pipe.sadd(keys.WORKERS, key)
        for queue in presence.queues:
            pipe.sadd(keys.workers_of(queue), key)
        if presence.running:
            queue, job_id = presence.running
            pipe.zadd(keys.started(queue), {f"{job_id}:{presence.name}": _far()})
        pipe.execute()


def leave(name: str, queues: Sequence[str]) -> None:
    """Remove a worker from RQ's view; raises `TransportAway`."""
    key = keys.worker(name)
    with transport_errors(), worker_client().pipeline() as pipe:
        pipe.srem(keys.WORKERS, key)
        for queue in queues:
            pipe.srem(keys.workers_of(queue), key)
        pipe.delete(key, keys.in_flight(name))
        pipe.execute()


def _fields(presence: Presence) -> dict[_Plain, _Plain]:
    return {
        "birth": presence.born.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "last_heartbeat": rq_time(),
        "queues": ",".join(presence.queues),
        "pid": presence.pid,
        "hostname": presence.host,
        "ip_address": "unknown",
        "version": VERSION,
        "python_version": presence.python,
        "state": "busy" if presence.running else "idle",
        "successful_job_count": presence.done - presence.failed,
        "failed_job_count": presence.failed,
    }


def _far() -> float:
    return time.time() + 315_360_000
