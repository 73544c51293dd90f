"""The demo's words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from jobs import StoryRow
from project.demo.cast import ZONE, bookable_start
from project.demo.narrator import Narrator

BEGAN = datetime(2030, 1, 1, 12, tzinfo=UTC)
JOB = StoryRow(kind="job", id="1", name="ring", state="queued", at=BEGAN + timedelta(seconds=1))


def told(*rounds: list[StoryRow]) -> list[str]:
    said: list[str] = []
    narrator = Narrator(said.append, BEGAN)
    for number, rows in enumerate(rounds):
        narrator.tell(rows, BEGAN + timedelta(seconds=10 + number))
    return [" ".join(line.split()) for line in said]


def test_a_row_is_told_when_it_appears_and_when_its_state_changes():
    done = replace(JOB, state="succeeded", ended=BEGAN + timedelta(seconds=2))

    assert told([JOB], [JOB], [done]) == ["+1.000 s job queued ring", "+2.000 s job succeeded ring"]


def test_rows_of_one_round_come_in_order_of_time():
    earlier = replace(JOB, id="2", name="lift", at=BEGAN)

    assert told([JOB, earlier]) == ["+0.000 s job queued lift", "+1.000 s job queued ring"]


def test_a_row_that_has_ended_when_it_appears_is_told_at_its_end():
    assert told([replace(JOB, state="succeeded", ended=BEGAN + timedelta(seconds=2))])[0].startswith("+2.000")


@pytest.mark.parametrize(("state", "lines"), [("succeeded", 0), ("failed", 1), ("lost", 1)])
def test_only_attempts_that_went_wrong_are_told(state: str, lines: int):
    assert len(told([replace(JOB, kind="attempt", state=state)])) == lines


def test_what_began_before_the_call_was_told_of_counts_from_its_appearance():
    assert told([replace(JOB, at=BEGAN - timedelta(minutes=1))]) == ["+10.000 s job queued ring"]


def test_a_moment_to_come_is_not_when_something_happened():
    later = replace(JOB, state="booked", times={"starts": BEGAN + timedelta(days=3)})

    assert told([JOB], [later])[1] == "+11.000 s job booked ring"


@pytest.mark.parametrize("day", range(1, 8))
def test_the_demo_asks_for_a_working_day(day: int):
    start = bookable_start(datetime(2030, 1, day, 23, 30, tzinfo=UTC), half_hour=0)

    assert start.weekday() < 5
    assert (start.hour, start.tzinfo) == (9, ZONE)
