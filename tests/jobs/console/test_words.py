"""How numbers, times and reasons are written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from jobs.console.arguments import shown_arguments, summary
from jobs.console.filters import typed
from jobs.console.traceback_lines import traceback_lines
from jobs.console.why import death, why
from jobs.console.words import DASH, NBSP, age, ago, capped, counted, duration, look_of
from jobs.models import Job
from jobs.queries.jobs import job_row

NOW = datetime(2026, 11, 24, 14, 32, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.014, "14 ms"), (1.19, "1.19 s"), (30, "30 s"), (60, "60 s"), (48.24, "48.2 s"), (108, "1 m 48 s"), (120, "2 min"),
     (1085, "18 min"), (13_920, "3 h 52 min"), (7200, "2 h"), (187_200, "2 d 4 h"), (None, DASH)],
)  # fmt: skip
def test_durations_keep_two_parts_and_never_break(seconds: float | None, text: str):
    assert duration(seconds) == text.replace(" ", NBSP)


def test_ages_have_no_fractions_and_nothing_is_a_dash():
    assert (age(0), age(48.7), age(0.4)) == (DASH, f"48{NBSP}s", f"400{NBSP}ms")


@pytest.mark.parametrize(("seconds", "text"), [(40, "40 s ago"), (-1100, "in 18 min"), (7300, "2 h ago"), (0.2, "now")])
def test_times_are_relative_within_a_day(seconds: float, text: str):
    assert ago(NOW - timedelta(seconds=seconds), NOW) == text.replace(" ", NBSP)


def test_older_times_are_dates():
    assert "Nov" in ago(NOW - timedelta(days=2), NOW)


def test_counts_stop_at_ten_thousand_in_words():
    assert (capped(10_000), capped(10_001), counted(1, "job")) == ("10,000", "more than 10,000", "1 job")


def test_words_of_other_rooms_borrow_a_look_or_stay_grey():
    assert look_of("delivered").tone == "clear"
    assert look_of("503").tone == "danger"
    assert look_of("<b>odd</b>").tone == "plain"


def a_row(**given: object) -> Job:
    return Job(**{"task": "book", "queue": "high", "created_at": NOW, "run_at": NOW} | given)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"state": "queued", "run_at": NOW - timedelta(seconds=108)}, "Ready for 1 m 48 s"),
        ({"state": "retrying", "error_type": "ReadTimeout", "due_at": NOW + timedelta(seconds=25)}, "ReadTimeout; next try in 25 s"),
        ({"state": "running", "owner": "default-3", "lease_until": NOW + timedelta(seconds=9)}, "On default-3"),
        ({"state": "running", "owner": "w", "lease_until": NOW - timedelta(seconds=9)}, "Its worker w is silent; the lease ended 9 s ago"),
        ({"state": "held", "reason": "version", "version": 5}, "Waits for a newer worker: payload version 5, or a task the workers do not know"),
        ({"state": "held", "reason": "{odd}"}, "{odd}"),
        ({"state": "dead", "error_type": "Refused", "error": "no slot"}, "Refused: no slot"),
        ({"state": "cancelled", "reason": "discarded: by keller"}, "Discarded: by keller"),
        ({"state": "succeeded"}, "Done"),
    ],
)  # fmt: skip
def test_every_job_says_why_it_stands_where_it_stands(given: dict[str, object], sentence: str):
    assert why(job_row(a_row(**given)), NOW).replace(NBSP, " ") == sentence


def test_a_death_names_its_attempt_and_reason():
    row = job_row(a_row(state="dead", attempt=3, reason="all 3 attempts used, the last one failed"))
    assert death(row) == "Dead on attempt 3: all 3 attempts used, the last one failed."


def test_personal_arguments_are_masked_and_secrets_hidden():
    shown = {one.name: one.value for one in shown_arguments('{"phone": "0170 1234517", "token": "abc", "n": 7}')}
    assert shown == {"phone": "017 ••• ••17", "token": "•••", "n": "7"}
    assert summary("not json") == ' "not json"'.replace('"', "")


def test_typed_text_loses_what_no_database_takes():
    assert typed("a\0b\x1b[31m  c\n") == "a b [31m c"
    assert len(typed("x" * 10_000)) == 200


def test_a_traceback_folds_what_is_not_ours():
    lines = traceback_lines(
        'Traceback (most recent call last):\n  File "/x/jobs/worker/run.py", line 1, in a\n    a()\n'
        '  File "/x/integrations/a.py", line 2, in b\n    raise Odd()\nOdd: no\n'
    )
    assert [line.kind for line in lines] == ["head", "folded", "frame", "raised", "error"]
