"""How many events came in, were duplicates or were turned away: written per minute, read for the dashboard."""

from __future__ import annotations

import logging
import os
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import Error
from django.db.models import Count, F, Sum

from integrations.models import IntakeCount, WebhookEvent
from integrations.webhooks.registry import source_slugs

logger = logging.getLogger(__name__)

DUPLICATE = "duplicate"
REJECTED = "rejected:"
SHARDS = 8
WRITES_PER_SECOND = 50


@dataclass(frozen=True, slots=True)
class ProviderCounts:
    """One provider's intake since a moment; `rejected` by reason."""

    provider: str
    accepted: int = 0
    duplicates: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)

    @property
    def rejected_total(self) -> int:
        return sum(self.rejected.values())


class RejectionTally:
    """Writes each rejection at once, until there are many: then some wait in memory for the next write.

    A flood of forgeries costs at most `WRITES_PER_SECOND` statements per process and second. The last few may go
    unwritten when a process ends: they are statistics, nothing else depends on them.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: Counter[tuple[str, str]] = Counter()
        self._second = 0
        self._writes = 0

    def add(self, provider: str, reason: str, *, now: datetime) -> None:
        """Count one. Never fails: a rejection is answered also when the database is away."""
        due = self._due(provider, reason, second=int(now.timestamp()))
        if due:
            try:
                add_count(provider, f"{REJECTED}{reason}"[:32], due, now=now)
            except Error:
                logger.warning("Rejections could not be counted", extra={"provider": provider, "lost": due})

    def _due(self, provider: str, reason: str, *, second: int) -> int:
        with self._lock:
            self._waiting[provider, reason] += 1
            if second != self._second:
                self._second, self._writes = second, 0
            if self._writes >= WRITES_PER_SECOND:
                return 0
            self._writes += 1
            return self._waiting.pop((provider, reason))


tally = RejectionTally()


def add_count(provider: str, result: str, n: int = 1, *, now: datetime) -> None:
    """Add to this minute's row, in the caller's transaction if there is one."""
    minute = now.replace(second=0, microsecond=0)
    shard = os.getpid() % SHARDS
    rows = IntakeCount.objects.filter(minute=minute, provider=provider, result=result, shard=shard)
    if not rows.update(n=F("n") + n):
        first = IntakeCount(minute=minute, provider=provider, result=result, shard=shard)
        IntakeCount.objects.bulk_create([first], ignore_conflicts=True)
        rows.update(n=F("n") + n)


def intake_counts(since: datetime) -> list[ProviderCounts]:
    """Every provider's counts since `since`, in order of their names; two statements, both on indexes."""
    stored = WebhookEvent.objects.filter(id__gte=_lowest_id(since)).order_by()
    accepted = dict(stored.values_list("provider").annotate(n=Count("id")))
    others: dict[str, Counter[str]] = {}
    rows = IntakeCount.objects.filter(minute__gte=since).values("provider", "result").annotate(total=Sum("n"))
    for row in rows.order_by():
        others.setdefault(row["provider"], Counter())[row["result"]] = row["total"]
    return [
        _counts(slug, accepted.get(slug, 0), others.get(slug, Counter()))
        for slug in sorted({*source_slugs(), *accepted, *others})
    ]


def _counts(provider: str, accepted: int, others: Counter[str]) -> ProviderCounts:
    rejected = {name.removeprefix(REJECTED): n for name, n in others.items() if name.startswith(REJECTED)}
    return ProviderCounts(provider, accepted, others[DUPLICATE], rejected)


def _lowest_id(moment: datetime) -> UUID:
    # UUIDv7 begins with the milliseconds since 1970, so ids can be compared with a moment.
    return UUID(int=int(moment.timestamp() * 1000) << 80)
