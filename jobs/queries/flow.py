"""How many attempts ended per minute, from the newest rows of the attempts table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.models import Attempt

MINUTES = 60
LOOKED_THROUGH = 20_000
FAILED = frozenset({"failed", "timeout", "lost"})


@dataclass(frozen=True, slots=True)
class Minute:
    """Attempts that ended in the minute from `start`."""

    start: datetime
    succeeded: int
    failed: int

    @property
    def ended(self) -> int:
        return self.succeeded + self.failed


def flow(now: datetime) -> list[Minute]:
    """The last hour, oldest minute first; of the newest `LOOKED_THROUGH` attempts, so that no load makes it slow."""
    begin = now.replace(second=0, microsecond=0) - timedelta(minutes=MINUTES - 1)
    newest = Attempt.objects.order_by("-id").values_list("id", flat=True).first() or 0
    ended = Attempt.objects.filter(id__gt=newest - LOOKED_THROUGH, ended_at__gte=begin)
    counts = [[0, 0] for _ in range(MINUTES)]
    for ended_at, outcome in ended.values_list("ended_at", "outcome"):
        place = int((ended_at - begin).total_seconds() // 60)
        if place < MINUTES:
            counts[place][outcome in FAILED] += 1
    return [Minute(begin + timedelta(minutes=n), *count) for n, count in enumerate(counts)]
