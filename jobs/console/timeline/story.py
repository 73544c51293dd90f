"""A story ready to be drawn: heading, tiles, stops."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from jobs.console.timeline.rail import Rail, rails
from jobs.console.timeline.scale import BEFORE, Scale, Span, scale_of
from jobs.console.timeline.tree import CAME_IN, Node, ordered
from jobs.console.words import duration
from jobs.front.console import Heading, StoryRow, story_sources

KINDS = {
    "webhook": "Webhook",
    "job": "Job",
    "attempt": "",
    "api_call": "API call",
    "call": "Call",
    "appointment": "Appointment",
    "delivery": "Message",
    "effect": "Effect",
}
CODE_KINDS = frozenset({"job", "api_call", "effect"})
PROBLEMS = frozenset({"danger", "dead", "caution"})
VIEWS = {"all": "All", "no-calls": "No API calls", "problems": "Problems"}


@dataclass(frozen=True, slots=True)
class Stop:
    """One line of the page."""

    node: Node
    rail: Rail
    span: Span | None
    offset_s: float

    @property
    def row(self) -> StoryRow:
        return self.node.row

    @property
    def kind(self) -> str:
        return KINDS.get(self.row.kind, self.row.kind.replace("_", " ").capitalize())

    @property
    def is_code(self) -> bool:
        return self.row.kind in CODE_KINDS

    @property
    def when(self) -> datetime:
        return self.row.times.get("due", self.row.at) if self.node.comes else self.row.at


@dataclass(frozen=True, slots=True)
class Tile:
    label: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """Everything the page shows."""

    heading: Heading | None
    tiles: Sequence[Tile]
    stops: Sequence[Stop]
    scale: Scale | None
    dead_job: StoryRow | None
    is_open: bool


def story(story_id: UUID, now: datetime, show: str = "all") -> Story | None:
    """The story, or `None` if nobody knows a row of it."""
    rows = [row for source in story_sources() for row in source.rows(story_id)]
    if not rows:
        return None
    nodes = ordered(rows, now)
    scale = scale_of(nodes, now)
    shown = list(_shown(nodes, show))
    begin = scale.start if scale else min(row.at for row in rows)
    stops = [
        Stop(node, rail, scale.span(node, now) if scale else None, (node.row.at - begin).total_seconds())
        for node, rail in zip(shown, rails(shown), strict=True)
    ]
    dead = next((row for row in rows if row.kind == "job" and row.state == "dead" and "dead" in row.times), None)
    is_open = any(row.kind == "job" and row.state in ("queued", "running", "retrying") for row in rows)
    return Story(_heading(story_id), list(_tiles(rows, nodes)), stops, scale, dead, is_open)


def _heading(story_id: UUID) -> Heading | None:
    headings = (source.heading(story_id) for source in story_sources() if source.heading is not None)
    return next((heading for heading in headings if heading is not None), None)


def _shown(nodes: Sequence[Node], show: str) -> Iterator[Node]:
    for place, node in enumerate(nodes):
        if show == "no-calls" and node.row.kind == "api_call":
            continue
        if show == "problems" and not (node.row.kind == CAME_IN or _has_problem(nodes, place)):
            continue
        yield node


def _has_problem(nodes: Sequence[Node], place: int) -> bool:
    """It, or something that branches from it."""
    depth = nodes[place].depth
    if nodes[place].tone in PROBLEMS:
        return True
    for later in nodes[place + 1 :]:
        if later.depth <= depth:
            return False
        if later.tone in PROBLEMS:
            return True
    return False


def _tiles(rows: Sequence[StoryRow], nodes: Sequence[Node]) -> Iterator[Tile]:
    happened = [row for node in nodes if not (node.comes or node.row.kind in BEFORE) for row in node.bars]
    if happened:
        took = max(row.ended or row.at for row in happened) - min(row.at for row in happened)
        waits = sum(node.comes for node in nodes)
        yield Tile("End to end", duration(took.total_seconds()), f"and {waits} to come" if waits else "")
    yield _tile(rows, "webhook", "Webhooks", "all valid")
    yield _tile(rows, "job", "Jobs", "none dead")
    yield _tile(rows, "attempt", "Attempts", "none failed")
    yield _tile(rows, "api_call", "API calls", "none failed")
    yield _tile(rows, "delivery", "Messages", "")


def _tile(rows: Sequence[StoryRow], kind: str, label: str, well: str) -> Tile:
    of_kind = [row for row in rows if row.kind == kind]
    tones = [Node(row, 0, ()).tone for row in of_kind]
    bad, odd = sum(tone in ("danger", "dead") for tone in tones), tones.count("caution")
    states = sorted({row.state.replace("_", " ") for row in of_kind}) if kind == "delivery" else []
    note = f"{bad} failed" if bad else f"{odd} to look at" if odd else ", ".join(states) or (well if of_kind else "")
    return Tile(label, str(len(of_kind)), note)
