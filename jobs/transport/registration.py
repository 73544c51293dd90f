"""The worker as RQ's tools see it: written whole at every beat, so that it is back after Redis was emptied."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from rq.version import VERSION

from jobs.transport import keys
from jobs.transport.away import transport_errors
from jobs.transport.client import worker_client
from jobs.transport.push import rq_time
from jobs.transport.scripts import script

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
        # The take script owns the state; this is for a hash that is new, or new again.
        pipe.hsetnx(key, "state", "busy" if presence.running else "idle")
        pipe.expire(key, LIFETIME_SECONDS)
        pipe.expire(keys.in_flight(presence.name), LIFETIME_SECONDS)
        pipe.expire(keys.executions_of(presence.name), LIFETIME_SECONDS)
        pipe.sadd(keys.WORKERS, key)
        for queue in presence.queues:
            pipe.sadd(keys.workers_of(queue), key)
            pipe.sadd(keys.QUEUES, keys.queue(queue))
        for queue in set(settings.RQ_QUEUES).difference(presence.queues):
            pipe.srem(keys.workers_of(queue), key)  # adopted once, and served by others again
        pipe.execute()
    if presence.running:
        _show_running(presence.name, *presence.running)


def _show_running(name: str, queue: str, job_id: str) -> None:
    entry = f"{job_id}:{name}"
    places = [keys.started(queue), keys.execution(entry), keys.job(job_id), keys.executions_of(name)]
    values: list[str | int] = [entry, name, job_id, queue, rq_time(), int(time.time()), LIFETIME_SECONDS]
    with transport_errors():
        script("running", worker_client())(keys=places, args=values)


def hide(name: str, queue: str, job_id: str) -> None:
    """Take back what `beat` showed of a job that has ended meanwhile. Raises `TransportAway`."""
    entry = f"{job_id}:{name}"
    with transport_errors():
        script("hide", worker_client())(
            keys=[keys.started(queue), keys.execution(entry), keys.job(job_id), keys.executions_of(name), keys.PRESENT],
            args=[entry, job_id],
        )


def let_go(name: str) -> None:
    """Nothing runs under this name any more: take back what was shown of it. Raises `TransportAway`."""
    places = [keys.executions_of(name), keys.in_flight(name), keys.PRESENT]
    with transport_errors():
        script("let_go", worker_client())(keys=places, args=[keys.PREFIX, name, *settings.RQ_QUEUES])


def leave(name: str) -> None:
    """Remove a worker from RQ's view; raises `TransportAway`."""
    let_go(name)
    key = keys.worker(name)
    with transport_errors(), worker_client().pipeline() as pipe:
        pipe.srem(keys.WORKERS, key)
        for queue in settings.RQ_QUEUES:
            pipe.srem(keys.workers_of(queue), key)
        pipe.unlink(key)
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
        "successful_job_count": presence.done - presence.failed,
        "failed_job_count": presence.failed,
    }
