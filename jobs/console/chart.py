"""The chart of the overview: bars per minute in SVG geometry, percent across, pixels down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.console.words import clock
from jobs.queries.flow import Minute

HEIGHT = 96
LABEL_EVERY = 10


@dataclass(frozen=True, slots=True)
class Column:
    """One minute: heights and tops in pixels, x in percent. `title` says it in words."""

    x: str
    ok_y: float
    ok_height: float
    bad_y: float
    bad_height: float
    label: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Grid:
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Chart:
    columns: Sequence[Column]
    grid: Sequence[Grid]
    width: str
    per_minute: int
    failing: float
    is_empty: bool


def chart(minutes: Sequence[Minute]) -> Chart:
    """Failed stacked on succeeded, zero-based; the last minute is unfinished."""
    top = _round_up(max((minute.ended for minute in minutes), default=0))
    total, failed = sum(minute.ended for minute in minutes), sum(minute.failed for minute in minutes)
    across = 100 / max(1, len(minutes))
    columns = [_column(minute, n * across, top, n == len(minutes) - 1, n) for n, minute in enumerate(minutes)]
    grid = [Grid(HEIGHT, "0"), Grid(HEIGHT / 2, f"{top // 2:,}"), Grid(0.5, f"{top:,}")]
    share = 100 * failed / total if total else 0.0
    return Chart(columns, grid, f"{across * 0.78:.2f}%", round(total / max(1, len(minutes))), share, total == 0)


def _column(minute: Minute, x: float, top: int, is_last: bool, place: int) -> Column:  # noqa: FBT001
    ok, bad = minute.succeeded / top * HEIGHT, minute.failed / top * HEIGHT
    bad = max(bad, 1.5) if minute.failed else 0
    label = clock(minute.start)[:5] if place % LABEL_EVERY == 0 else ""
    return Column(
        f"{x:.2f}%", round(HEIGHT - ok, 1), round(ok, 1), round(HEIGHT - ok - bad, 1), round(bad, 1), label, is_last
    )


def _round_up(value: int) -> int:
    """The next even number of a 1-2-4-6-8-10 ladder, so that half of it is whole too."""
    step = 1
    while True:
        for rung in (2, 4, 6, 8, 10):
            if value <= rung * step:
                return rung * step
        step *= 10
