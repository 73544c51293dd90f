"""Compare and repair what Redis holds: the epoch, the presence marks, the running registries."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from jobs.transport import keys
from jobs.transport.away import transport_errors
from jobs.transport.client import worker_client
from jobs.transport.push import rq_time
from jobs.transport.scripts import script


def is_cold() -> bool:
    """Whether Redis was emptied (or never filled); raises `TransportAway`."""
    with transport_errors():
        return not worker_client().exists(keys.EPOCH)


def set_epoch() -> None:
    """Say that Redis holds what the ledger says; workers may take again."""
    with transport_errors():
        worker_client().set(keys.EPOCH, rq_time())


def recount(queues: Collection[str]) -> int:
    """Make presence marks and lists agree; returns by how many they differed."""
    with transport_errors():
        return int(script("recount", worker_client())(keys=[keys.PRESENT, *(keys.queue(name) for name in queues)]))


def running_entries(queue: str) -> dict[str, tuple[str, str]]:
    """RQ's registry of running jobs: entry to job id and worker."""
    with transport_errors():
        entries = [_text(entry) for entry in worker_client().zrange(keys.started(queue), 0, -1)]
    return {entry: (entry.partition(":")[0], entry.partition(":")[2]) for entry in entries}


def remove_running(queue: str, entries: Sequence[str]) -> None:
    """Take stale entries out of RQ's registry of running jobs."""
    with transport_errors(), worker_client().pipeline() as pipe:
        pipe.zrem(keys.started(queue), *entries)
        pipe.unlink(*(keys.execution(entry) for entry in entries))
        pipe.execute()


def dead_registrations() -> list[str]:
    """Names of workers in RQ's set whose hash has expired."""
    with transport_errors():
        members = [_text(member) for member in worker_client().smembers(keys.WORKERS)]
        return [member.rpartition(":")[2] for member in members if not worker_client().exists(member)]


def _text(value: object) -> str:
    """Redis answers in bytes."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
