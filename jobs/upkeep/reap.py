"""Free the jobs of the dead: at once where a neighbour's death is certain, else when its lease has run out."""

from __future__ import annotations

import logging
from collections.abc import Callable

from jobs.ledger import processes, reap
from jobs.transport import registration
from jobs.transport.away import TransportAway
from jobs.upkeep.machine import is_gone

logger = logging.getLogger(__name__)


def free_gone_neighbours() -> int:
    """Free the jobs of processes of this machine whose pid is gone; returns how many jobs."""
    return sum(
        _free_all_of(name, pid)
        for name, machine, pid, started, _ in processes.all_rows()
        if is_gone(machine, pid, started)
    )


def free_gone_namesake(name: str) -> int:
    """Free what a dead process left under the name that this one is about to use; returns how many jobs.

    Afterwards its jobs could not be told from ours.
    """
    return sum(
        _free_all_of(name, pid)
        for found, machine, pid, started, _ in processes.all_rows()
        if found == name and is_gone(machine, pid, started)
    )


def _free_all_of(name: str, pid: int) -> int:
    freed = reap.free_lost(reap.owned_by(name), f"process {pid} is gone")
    processes.forget(name)
    _leave(name)
    logger.warning("a process is gone, its jobs are freed", extra={"worker": name, "pid": pid, "count": freed})
    return freed


def _leave(name: str) -> None:
    try:
        registration.leave(name)
    except TransportAway:
        logger.info("Redis is away: its view of a dead worker expires by itself")


def free_expired(is_patience_over: Callable[[], bool]) -> int:
    """Free jobs whose lease has run out; returns how many.

    is_patience_over: whether owners have had the time to renew. Asked before and after the leases are read: while the
    database hangs over that question no owner can renew either.
    """
    found = reap.expired() if is_patience_over() else []
    freed = reap.free_lost(found, "its lease ran out", if_expired=True) if found and is_patience_over() else 0
    if freed:
        logger.warning("leases ran out, their jobs are freed", extra={"count": freed})
    return freed


def forget_silent() -> None:
    """Drop the rows of processes on other machines that have been silent for long and own nothing."""
    for name, _, _, _, silent in processes.all_rows():
        if silent and not reap.owned_by(name):
            processes.forget(name)
