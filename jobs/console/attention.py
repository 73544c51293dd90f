"""What needs a person, worst first: pure functions of the situation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse

from jobs.console.words import age, ago, capped, counted, duration
from jobs.queries.failures import FailureGroup
from jobs.queries.queues import QueueRow
from jobs.queries.situation import Situation

SHOWN = 5
DANGER, CAUTION = "danger", "caution"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to act on (danger) or to watch (caution): a sentence, the facts, one button."""

    tone: str
    title: str
    detail: str
    task: str = ""
    url: str
    button: str
    size: int = 1

    @property
    def icon(self) -> str:
        return "octagon-alert" if self.tone == DANGER else "triangle-alert"


@dataclass(frozen=True, slots=True)
class Attention:
    """All items in order; the header's aspect and the strip both read from it."""

    items: Sequence[Item]

    @property
    def to_act(self) -> int:
        return sum(item.tone == DANGER for item in self.items)

    @property
    def to_watch(self) -> int:
        return len(self.items) - self.to_act

    @property
    def aspect(self) -> str:
        """`danger`, `caution` or `clear`: the lit lamp of the signal."""
        return DANGER if self.to_act else CAUTION if self.items else "clear"

    @property
    def summary(self) -> str:
        parts = [f"{self.to_act} to act on"] if self.to_act else []
        return ", ".join([*parts, f"{self.to_watch} to watch"] if self.to_watch else parts)

    @property
    def shown(self) -> Sequence[Item]:
        return self.items[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.items) - SHOWN)


def attention(now: Situation) -> Attention:
    """Danger first, then by size."""
    items = [*_groups(now), *_queues(now), *_processes(now), *_effects(now)]
    return Attention(sorted(items, key=lambda item: (item.tone != DANGER, -item.size)))


def _groups(now: Situation) -> Iterator[Item]:
    for group in now.groups:
        yield Item(
            tone=DANGER,
            title=_group_title(group),
            task=group.task,
            detail=f"since {ago(group.first, now.now)}, the last one {ago(group.last, now.now)}. {_what_next(group)}",
            url=reverse("console:group", args=[group.slug]),
            button="Open group",
            size=group.size,
        )


def _group_title(group: FailureGroup) -> str:
    cause = group.error or group.reason or "no message"
    kind = f"{group.error_type}: " if group.error_type else ""
    jobs = "1 job is dead" if group.size == 1 else f"{capped(group.size)} jobs died the same way"
    return f"{jobs}: {kind}{cause}"


def _what_next(group: FailureGroup) -> str:
    return "It waits for a decision." if group.size == 1 else "They wait for a decision."


def _queues(now: Situation) -> Iterator[Item]:
    for queue in now.queues:
        if queue.is_unserved and queue.depth and now.workers:
            yield _queue_item(queue, DANGER, f"Queue {queue.name}: no living worker serves it", _waiting(queue))
        elif queue.is_late:
            limit = duration(queue.wait_slo)
            title = f"Queue {queue.name}: the oldest job waits {age(queue.oldest_s)}, the limit is {limit}"
            yield _queue_item(queue, DANGER, title, f"{_waiting(queue)} {_busy(queue)}")
        elif queue.adopted:
            title = f"Queue {queue.name} has no worker of its own: another one adopted it"
            yield _queue_item(queue, CAUTION, title, f"Its jobs run. {_waiting(queue)} Start a worker for it.")


def _queue_item(queue: QueueRow, tone: str, title: str, detail: str) -> Item:
    url = f"{reverse('console:jobs')}?queue={queue.name}&state=queued"
    return Item(tone=tone, title=title, detail=detail, url=url, button="Open queue", size=queue.depth)


def _waiting(queue: QueueRow) -> str:
    return f"{counted(queue.depth, 'job')} ready." if queue.depth else "Nothing waits in it."


def _busy(queue: QueueRow) -> str:
    if not queue.workers:
        return "No worker is alive."
    return f"{queue.running} running on {counted(queue.workers, 'worker')}."


def _processes(now: Situation) -> Iterator[Item]:
    if not now.workers:
        yield Item(
            tone=DANGER if now.ready or now.counts["running"] else CAUTION,
            title="No worker is alive",
            detail=f"{counted(now.ready, 'job')} ready; nothing runs until a worker starts.",
            url=f"{reverse('console:jobs')}?state=queued",
            button="Open jobs",
            size=now.ready,
        )
    if not now.has_scheduler:
        meanwhile = (
            "The workers do its work meanwhile." if now.workers else "What is delayed or retried stays where it is."
        )
        yield Item(
            tone=CAUTION,
            title="No scheduler is alive",
            detail=meanwhile,
            url=f"{reverse('console:jobs')}?state=scheduled",
            button="Open scheduled",
            size=0,
        )


def _effects(now: Situation) -> Iterator[Item]:
    if not now.unknown:
        return
    oldest = now.unknown[0]
    count = len(now.unknown)
    noun = "1 outside effect is" if count == 1 else f"{count} outside effects are"
    yield Item(
        tone=CAUTION,
        title=f"{noun} unknown: nobody can tell whether it happened",
        detail=f"{oldest.key}, since {ago(oldest.started_at, now.now)}. Look at the provider, then decide.",
        url=reverse("console:effects"),
        button="Open effects",
        size=count,
    )
