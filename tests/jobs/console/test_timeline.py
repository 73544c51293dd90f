"""A story as a line with stops."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from jobs.console.timeline.rail import rails
from jobs.console.timeline.scale import scale_of
from jobs.console.timeline.tree import Node, ordered
from jobs.front.console import StoryRow

BEGAN = datetime(2026, 11, 24, 14, 5, 31, tzinfo=UTC)
NOW = BEGAN + timedelta(minutes=5)


def row(
    kind: str, name: str, at: float, end: float | None = None, state: str = "succeeded", parent: str = ""
) -> StoryRow:
    kind_of, _, name_of = parent.partition(" ")
    return StoryRow(
        kind=kind,
        id=name,
        name=name,
        state=state,
        at=BEGAN + timedelta(seconds=at),
        ended=None if end is None else BEGAN + timedelta(seconds=end),
        parent=(kind_of, name_of) if parent else None,
    )


def drawn(nodes: list[Node]) -> list[tuple[str, int]]:
    return [(node.row.id, node.depth) for node in nodes]


def test_jobs_hang_from_the_webhook_before_them_and_children_from_their_parents():
    rows = [row("job", "b", 2, parent="job a"), row("job", "a", 1), row("webhook", "in", 0), row("webhook", "later", 9)]
    assert drawn(ordered(rows, NOW)) == [("in", 0), ("a", 1), ("b", 2), ("later", 0)]


def test_the_only_attempt_is_folded_when_all_went_well():
    rows = [
        row("job", "a", 0),
        row("attempt", "a:1", 1, 2, parent="job a"),
        row("api_call", "get", 1.5, parent="attempt a:1"),
    ]
    nodes = ordered(rows, NOW)
    assert drawn(nodes) == [("a", 0), ("get", 1)]
    assert nodes[0].bars[0].id == "a:1"


def test_calls_hang_from_the_attempt_that_made_them():
    rows = [
        row("job", "a", 0),
        row("attempt", "a:1", 1, 2, state="failed", parent="job a"),
        row("attempt", "a:2", 5, 6, parent="job a"),
        row("api_call", "first", 1.5, parent="job a"),
        row("api_call", "second", 5.5, parent="job a"),
    ]
    assert drawn(ordered(rows, NOW)) == [("a", 0), ("a:1", 1), ("first", 2), ("a:2", 1), ("second", 2)]


def test_what_is_to_come_stands_last_and_outside_the_scale():
    reminder = StoryRow(
        kind="job", id="reminder", name="r", state="scheduled", at=BEGAN, times={"due": NOW + timedelta(days=1)}
    )
    nodes = ordered([reminder, row("webhook", "in", 0, 1)], NOW)
    scale = scale_of(nodes, NOW)
    assert drawn(nodes) == [("in", 0), ("reminder", 0)]
    assert scale is not None
    assert scale.seconds < 2
    assert scale.span(nodes[1], NOW) is None
    assert [rail.stop for rail in rails(nodes)] == ["in", "comes"]
    assert rails(nodes)[1].lines[0].is_dashed


def test_a_circle_of_parents_ends():
    assert drawn(ordered([row("job", "a", 0, parent="job b"), row("job", "b", 1, parent="job a")], NOW)) == []


def test_a_late_callback_does_not_squash_the_scale():
    nodes = ordered([row("webhook", "in", 0, 1), row("job", "a", 1, 12), row("webhook", "late", 90_000, 90_001)], NOW)
    scale = scale_of(nodes, NOW)
    assert scale is not None
    assert 12 <= scale.seconds < 13
    assert scale.span(nodes[-1], NOW) is None
    assert [tick.label for tick in scale.ticks][:2] == ["0 s", "3\u00a0s"]


def test_the_clock_starts_with_the_first_event_not_with_the_call_it_reports():
    nodes = ordered([row("call", "call", -7200, -7000), row("webhook", "in", 0, 1), row("job", "a", 1, 9)], NOW)
    scale = scale_of(nodes, NOW)
    assert drawn(nodes) == [("call", 0), ("in", 0), ("a", 1)]
    assert scale is not None
    assert (scale.start, round(scale.seconds)) == (BEGAN, 9)


def test_a_line_runs_down_to_the_last_child_and_no_further():
    rows = [row("webhook", "in", 0), row("job", "a", 1), row("job", "b", 2, parent="job a"), row("job", "c", 3)]
    lines = [[line.x for line in rail.lines] for rail in rails(ordered(rows, NOW))]
    assert lines == [[12], [12, 32], [12], []]
