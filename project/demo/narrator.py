"""Prints a story while it happens: each row when it appears, and again when its state changes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from jobs import StoryRow

DETAIL_WIDTH = 70
KIND_WIDTH = 12
STATE_WIDTH = 12
TIME_WIDTH = 10
# Their jobs and API calls tell as much; what fails or is unclear is told.
UNTOLD = frozenset({("attempt", "running"), ("attempt", "succeeded"), ("effect", "started"), ("effect", "done")})


class Narrator:
    """`began`: the moment the times are counted from."""

    def __init__(self, say: Callable[[str], None], began: datetime) -> None:
        self._say = say
        self._began = began
        self._states: dict[tuple[str, str], str] = {}

    def tell(self, rows: Iterable[StoryRow], now: datetime) -> None:
        """Say what is new in `rows`, in order of time."""
        news = [(self._moment(row, now), row) for row in rows if self._is_news(row)]
        for moment, row in sorted(news, key=lambda pair: pair[0]):
            self._states[row.kind, row.id] = row.state
            state = row.state.replace("_", " ")
            self._say(line((moment - self._began).total_seconds(), row.kind, state, row.name, row.detail))

    def _moment(self, row: StoryRow, now: datetime) -> datetime:
        """When the row came to its state. A call began before it was told of: it counts from when it appears."""
        is_new = (row.kind, row.id) not in self._states
        moment = (row.ended or row.at) if is_new else latest_moment(row, now)
        return moment if moment >= self._began else now

    def _is_news(self, row: StoryRow) -> bool:
        return (row.kind, row.state) not in UNTOLD and self._states.get((row.kind, row.id)) != row.state


def latest_moment(row: StoryRow, now: datetime) -> datetime:
    """The latest past moment after its beginning that the row knows, else `now`."""
    known = [moment for moment in (row.ended, *row.times.values()) if moment is not None and moment <= now]
    return max(known, default=now)


def line(seconds: float, kind: str, state: str, name: str, detail: str = "") -> str:
    """`+0.412 s  job         queued      process_retell_call_ended  detail`."""
    clock = f"{seconds:+.3f} s"
    short = detail if len(detail) <= DETAIL_WIDTH else f"{detail[: DETAIL_WIDTH - 1]}…"
    return (
        f"{clock:>{TIME_WIDTH}}  {kind.replace('_', ' '):<{KIND_WIDTH}}{state:<{STATE_WIDTH}}{name}  {short}".rstrip()
    )
