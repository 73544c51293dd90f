"""Duration bars of a story on one scale, in percent across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.console.timeline.tree import Node
from jobs.console.words import duration, look_of
from jobs.front.console import StoryRow

BEFORE = frozenset({"call"})
LONGEST_GAP = timedelta(hours=1)
STEPS = (
    0.01,
    0.02,
    0.05,
    0.1,
    0.2,
    0.5,
    1,
    2,
    3,
    5,
    10,
    15,
    30,
    60,
    120,
    300,
    600,
    900,
    1800,
    3600,
    7200,
    14400,
    43200,
)
MAX_TICKS = 5
LABEL_LEFT_FROM = 72.0  # percent: behind it a label would not fit to the right of its bar


@dataclass(frozen=True, slots=True)
class Bar:
    """x and width in percent with two decimals, as SVG wants them; at least a hair wide."""

    x: str
    width: str
    tone: str


@dataclass(frozen=True, slots=True)
class Span:
    """A row's bars, the thin line that joins them, and the label with its place."""

    bars: tuple[Bar, ...]
    waits: Bar | None
    label: str
    label_x: str
    is_left: bool


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    label: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """From the story's first moment to the end of its first run without an hour's silence."""

    start: datetime
    seconds: float

    @property
    def ticks(self) -> list[Tick]:
        step = next((step for step in STEPS if self.seconds / step <= MAX_TICKS), self.seconds / MAX_TICKS)
        count = int(self.seconds / step)
        return [
            Tick(_percent(n * step / self.seconds), _mark(n * step), n * step > self.seconds * 0.9)
            for n in range(count + 1)
        ]

    def span(self, node: Node, now: datetime) -> Span | None:
        """What to draw for a row, `None` for what is outside the scale."""
        if node.comes or self._at(node.bars[0].at) > 1.0:
            return None
        spans = [(self._at(row.at), self._at(row.ended or _open_end(row, now)), row) for row in node.bars]
        bars = tuple(Bar(_percent(left), _width(left, right), _tone(row)) for left, right, row in spans)
        first, last = spans[0][0], spans[-1][1]
        took = (node.bars[-1].ended or _open_end(node.bars[-1], now)) - node.bars[0].at
        is_left = last * 100 > LABEL_LEFT_FROM and first * 100 > 20
        return Span(
            bars=bars,
            waits=Bar(_percent(first), _width(first, last), "waits") if len(bars) > 1 else None,
            label=duration(max(0.0, took.total_seconds())) if took else "",
            label_x=_percent(first if is_left else last),
            is_left=is_left,
        )

    def _at(self, moment: datetime) -> float:
        return max(0.0, (moment - self.start).total_seconds() / self.seconds)


def scale_of(nodes: Sequence[Node], now: datetime) -> Scale | None:
    """The scale that fits what has happened since the first event came in; the call itself was before that."""
    happened = [node for node in nodes if not node.comes]
    ours = [node for node in happened if node.row.kind not in BEFORE] or happened
    spans = sorted((row.at, max(row.at, row.ended or _open_end(row, now))) for node in ours for row in node.bars)
    if not spans:
        return None
    start, end = spans[0]
    for at, ended in spans:
        if at - end > LONGEST_GAP:
            break
        end = max(end, min(ended, end + LONGEST_GAP) if ended - at > LONGEST_GAP else ended)
    return Scale(start, max(0.05, (end - start).total_seconds() * 1.02))


def _open_end(row: StoryRow, now: datetime) -> datetime:
    return max(now, row.at) if row.state == "running" else row.at


def _tone(row: StoryRow) -> str:
    tone = look_of(row.state).tone
    if row.kind == "api_call":
        return "call"
    if row.kind in ("job", "attempt"):
        return "danger" if tone in ("danger", "dead") else "run"
    return {"clear": "clear", "danger": "danger", "dead": "danger"}.get(tone, "idle") if row.kind != "webhook" else "in"


def _mark(seconds: float) -> str:
    return duration(seconds) if seconds else "0 s"


def _percent(share: float) -> str:
    return f"{min(1.0, share) * 100:.2f}%"


def _width(left: float, right: float) -> str:
    return f"{max(0.6, (min(1.0, right) - min(1.0, left)) * 100):.2f}%"
