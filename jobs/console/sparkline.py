"""Small charts as SVG points: 112 by 28, zero at the bottom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 112, 28, 3


@dataclass(frozen=True, slots=True)
class Spark:
    """`line` are the points, `area` the same closed at the bottom; the dot stands on the newest value."""

    line: str
    area: str
    dot_x: float
    dot_y: float
    total: int


def spark(values: Sequence[int]) -> Spark:
    """Counts, oldest first, at least two of them."""
    top = max(1, *values)
    across = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    points = [
        (round(MARGIN + n * across, 1), round(HEIGHT - MARGIN - value / top * (HEIGHT - 2 * MARGIN), 1))
        for n, value in enumerate(values)
    ]
    line = " ".join(f"{x},{y}" for x, y in points)
    area = f"{points[0][0]},{HEIGHT - MARGIN} {line} {points[-1][0]},{HEIGHT - MARGIN}"
    return Spark(line, area, *points[-1], total=sum(values))
