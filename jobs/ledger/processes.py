"""The rows of living processes: born, beating, gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.ledger.database import execute, query


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a process is. `machine` tells boot and pid namespace, `pid_started` tells pids apart that were used twice."""

    name: str
    kind: str
    host: str
    machine: str
    pid: int
    pid_started: int
    queues: tuple[str, ...]


_BEAT = """
INSERT INTO jobs_workerprocess (name, kind, host, machine, pid, pid_started, queues, adopted, started_at, beat_at)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, {now}, {now})
ON CONFLICT (name) DO UPDATE SET beat_at = {now}, adopted = excluded.adopted, host = excluded.host,
    machine = excluded.machine, pid = excluded.pid, pid_started = excluded.pid_started, queues = excluded.queues
"""


def beat(identity: Identity, adopted: Sequence[str] = ()) -> None:
    """Write that the process lives; creates its row when it is missing."""
    values = [identity.name, identity.kind, identity.host[:200], identity.machine, identity.pid, identity.pid_started]
    execute(_BEAT, [*values, ",".join(identity.queues)[:500], ",".join(adopted)[:500]])


def forget(name: str) -> None:
    """The process ended in order, or nothing of it is left to free."""
    execute("DELETE FROM jobs_workerprocess WHERE name = %s", [name])


def all_rows() -> list[tuple[str, str, int, int, bool]]:
    """Name, machine, pid, pid_started and whether it has been silent for a minute, of every process on record."""
    rows = query("SELECT name, machine, pid, pid_started, beat_at < {later} FROM jobs_workerprocess", [-60.0])
    return [(name, machine, pid, started, bool(silent)) for name, machine, pid, started, silent in rows]


def served_queues(seconds: float) -> set[str]:
    """Queues that a worker alive within `seconds` was started for."""
    rows = query("SELECT queues FROM jobs_workerprocess WHERE kind = 'worker' AND beat_at > {later}", [-seconds])
    return {queue for (queues,) in rows for queue in queues.split(",") if queue}
