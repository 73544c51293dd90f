"""The line with its stops, as SVG geometry per row: pixels down from the row's top, `STEP` pixels a level across."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from jobs.console.timeline.tree import CAME_IN, Node

STEP = 20
LEFT = 12
STOP_Y = 19
BEND = 8
STOP_OF_TONE = {
    "clear": "done",
    "danger": "failed",
    "dead": "failed",
    "caution": "watch",
    "run": "runs",
    "held": "held",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A vertical piece: x in pixels, from `top` to `bottom` (CSS lengths). `is_dashed` towards what is to come."""

    x: int
    top: str
    bottom: str
    is_dashed: bool = False


@dataclass(frozen=True, slots=True)
class Rail:
    """One row's drawing. `elbow` is the path from the parent's line to the stop, empty on the trunk."""

    depth: int
    x: int
    stop: str
    lines: tuple[Line, ...]
    elbow: str


def rails(nodes: Sequence[Node]) -> list[Rail]:
    """A drawing for each node, in their order."""
    return [_rail(nodes, place) for place in range(len(nodes))]


def _rail(nodes: Sequence[Node], place: int) -> Rail:
    node, x = nodes[place], _x(nodes[place].depth)
    lines = [Line(_x(level), "0", "100%") for level in range(node.depth) if _goes_on(nodes, place, level)]
    trunk = node.depth == 0
    if trunk and place > 0:
        lines.append(Line(x, "0", f"{STOP_Y}", is_dashed=node.comes))
    if _goes_on(nodes, place, node.depth, below=not trunk):
        lines.append(Line(x, f"{STOP_Y}", "100%", is_dashed=trunk and nodes[place + 1].comes))
    return Rail(node.depth, x, _stop(node), tuple(lines), "" if trunk else _elbow(_x(node.depth - 1), x))


def _goes_on(nodes: Sequence[Node], place: int, level: int, *, below: bool = False) -> bool:
    """Whether the line of `level` has another stop further down.

    The line of a level runs to that node's last child, and the trunk (level 0) to the last stop of all.
    """
    for later in nodes[place + 1 :]:
        if later.depth == level + 1 or (level == 0 and later.depth == 0):
            return True
        if later.depth <= level:
            return False
    return False if below else level == 0 and place + 1 < len(nodes)


def _x(depth: int) -> int:
    return LEFT + STEP * depth


def _elbow(start: int, end: int) -> str:
    return f"M{start} 0V{STOP_Y - BEND}Q{start} {STOP_Y} {start + BEND} {STOP_Y}H{end}"


def _stop(node: Node) -> str:
    if node.comes:
        return "comes"
    if node.row.kind == CAME_IN:
        return "in"
    return "out" if node.row.kind == "api_call" else STOP_OF_TONE.get(node.tone, "out")
