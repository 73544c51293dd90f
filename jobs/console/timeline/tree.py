"""Which stop branches from which: the order and the depth of a story's rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from jobs.console.words import look_of
from jobs.front.console import StoryRow

Place = tuple[str, str]
MAX_DEPTH = 5
CAME_IN = "webhook"
WAITING_STATES = frozenset({"scheduled", "retrying"})


@dataclass(frozen=True, slots=True)
class Node:
    """A row with its depth. `comes`: it has not happened yet. `bars`: the spans to draw, its own or its attempts'."""

    row: StoryRow
    depth: int
    bars: tuple[StoryRow, ...]
    comes: bool = False

    @property
    def tone(self) -> str:
        return look_of(self.row.state).tone


def place_of(row: StoryRow) -> Place:
    return row.kind, row.id


def ordered(rows: Iterable[StoryRow], now: datetime) -> list[Node]:
    """Parents before children, siblings by time; what is to come stands at the end."""
    rows = sorted(rows, key=lambda row: row.at)
    attempts = _attempts(rows)
    shown = _folded(rows, attempts)
    shown = _adopted(shown, attempts)
    known = {place_of(row) for row in shown}
    children: dict[Place | None, list[StoryRow]] = defaultdict(list)
    later: list[StoryRow] = []
    for row in shown:
        if _is_to_come(row, now):
            later.append(row)
        else:
            children[row.parent if row.parent in known else None].append(row)
    walked = list(_walk(None, 0, children, attempts, set()))
    return walked + [Node(row, 0, (), comes=True) for row in sorted(later, key=_due)]


def _walk(
    parent: Place | None,
    depth: int,
    children: dict[Place | None, list[StoryRow]],
    attempts: dict[Place, list[StoryRow]],
    seen: set[Place],
) -> Iterator[Node]:
    for row in children.get(parent, ()):
        place = place_of(row)
        if place not in seen:  # two rows with one id, or a circle of parents, must not hang a page
            seen.add(place)
            yield Node(row, min(depth, MAX_DEPTH), tuple(attempts.get(place, ())) or (row,))
            yield from _walk(place, depth + 1, children, attempts, seen)


def _attempts(rows: Sequence[StoryRow]) -> dict[Place, list[StoryRow]]:
    found: dict[Place, list[StoryRow]] = defaultdict(list)
    for row in rows:
        if row.kind == "attempt" and row.parent is not None:
            found[row.parent].append(row)
    return found


def _folded(rows: Sequence[StoryRow], attempts: dict[Place, list[StoryRow]]) -> list[StoryRow]:
    """Without the only attempt of a job when all went well: the job's own row says the same."""
    plain = {
        place_of(only[0])
        for only in attempts.values()
        if len(only) == 1 and only[0].state in ("succeeded", "running") and not only[0].detail.count(":")
    }
    kept = [row for row in rows if place_of(row) not in plain]
    owner = {place_of(attempt): job for job, found in attempts.items() for attempt in found}
    return [replace(row, parent=owner[row.parent]) if row.parent in plain else row for row in kept]


def _adopted(rows: Sequence[StoryRow], attempts: dict[Place, list[StoryRow]]) -> list[StoryRow]:
    """Calls hang from the attempt that made them; what has no parent hangs from the webhook before it."""
    shown = {place_of(row) for row in rows}
    webhook: Place | None = None
    found = []
    for row in rows:
        if row.kind == CAME_IN:
            webhook = place_of(row)
            found.append(replace(row, parent=None))
        elif row.parent not in shown:
            found.append(replace(row, parent=webhook))
        elif row.kind in ("api_call", "effect"):
            found.append(replace(row, parent=_attempt_at(row, attempts, shown)))
        else:
            found.append(row)
    return found


def _attempt_at(row: StoryRow, attempts: dict[Place, list[StoryRow]], shown: set[Place]) -> Place | None:
    if row.parent is None:
        return None
    began = [attempt for attempt in attempts.get(row.parent, ()) if attempt.at <= row.at]
    return place_of(began[-1]) if began and place_of(began[-1]) in shown else row.parent


def _is_to_come(row: StoryRow, now: datetime) -> bool:
    return row.kind != CAME_IN and row.state in WAITING_STATES and _due(row) > now and "started" not in row.times


def _due(row: StoryRow) -> datetime:
    return row.times.get("due", row.at)
