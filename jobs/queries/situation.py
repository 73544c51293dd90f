"""Everything that tells whether something is wrong, asked once per page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from jobs.definition.states import State
from jobs.queries.attempts import EffectRow, unknown_effect_rows
from jobs.queries.failures import FailureGroup, failure_groups
from jobs.queries.live import CAP, live_counts
from jobs.queries.queues import QueueRow, queue_rows
from jobs.queries.totals import dead_letters
from jobs.queries.workers import Process, living_processes

MAX_EFFECTS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The ledger at one moment. Counts stop one above `CAP` per queue; `counts` has the states that staff watch."""

    now: datetime
    queues: Sequence[QueueRow]
    processes: Sequence[Process]
    groups: Sequence[FailureGroup]
    unknown: Sequence[EffectRow]
    counts: dict[str, int]

    @property
    def dead(self) -> int:
        return self.counts[State.DEAD.value]

    @property
    def workers(self) -> list[Process]:
        return [process for process in self.processes if process.is_worker]

    @property
    def has_scheduler(self) -> bool:
        return any(not process.is_worker for process in self.processes)

    @property
    def ready(self) -> int:
        return sum(queue.depth for queue in self.queues)


def situation(now: datetime) -> Situation:
    """How things stand; bounded whatever the ledger's size."""
    counts, processes = live_counts(cap=CAP), living_processes(now)
    by_state: Counter[str] = Counter()
    for count in counts:
        by_state[count.state] += count.count
    dead = dead_letters(cap=CAP)
    return Situation(
        now=now,
        queues=queue_rows(now, counts=counts, processes=processes),
        processes=processes,
        groups=failure_groups() if dead else (),
        unknown=unknown_effect_rows(MAX_EFFECTS),
        counts={state.value: by_state[state.value] for state in State} | {State.DEAD.value: dead},
    )
