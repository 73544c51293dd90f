"""What the queue table and `jobs status` say."""

from __future__ import annotations

import pytest

from jobs.queries.live import live_counts, live_queues
from jobs.queries.queues import QueueRow, queue_rows
from tests.jobs.queries.builders import a_job, a_worker, ago

pytestmark = pytest.mark.django_db


def row(name: str) -> QueueRow:
    return next(row for row in queue_rows() if row.name == name)


def test_depth_counts_only_what_a_worker_may_take():
    for state in ("queued", "queued", "running", "held", "scheduled", "retrying", "succeeded", "dead"):
        a_job(state, queue="high")
    assert (row("high").depth, row("high").running, row("high").held) == (2, 1, 1)


def test_oldest_is_the_age_of_the_job_ready_longest():
    a_job(age=90), a_job(age=30), a_job("running", age=500)
    assert row("default").oldest_s == pytest.approx(90, abs=5)
    assert row("default").is_late


def test_an_empty_queue_is_not_late():
    assert row("critical").oldest_s == 0
    assert not row("critical").is_late


def test_the_queues_of_the_settings_come_first_in_their_order_then_strangers():
    a_job(queue="aardvark")
    assert [found.name for found in queue_rows()][0::6] == ["critical", "aardvark"]
    assert row("aardvark").wait_slo is None


def test_a_silent_worker_serves_nothing():
    a_worker("critical", silent=120)
    assert row("critical").workers == 0
    assert row("critical").is_unserved


def test_a_queue_that_is_only_adopted_says_so():
    a_worker("critical", adopted="low,high"), a_worker("high")
    assert row("low").adopted
    assert not row("high").adopted
    assert (row("low").workers, row("high").workers, row("critical").workers) == (1, 2, 1)


def test_a_scheduler_is_no_worker():
    a_worker("critical", kind="scheduler")
    assert row("critical").workers == 0


def test_counting_stops_at_the_cap_and_keeps_the_oldest():
    for age in (5, 300, 20, 7):
        a_job(age=age)
    (counted,) = live_counts(cap=2)
    assert counted.count == 3
    assert counted.oldest < ago(290)


def test_the_index_is_hopped_queue_by_queue():
    for queue in ("b", "a", "b", "c"):
        a_job(queue=queue)
    a_job("succeeded", queue="z")
    assert list(live_queues()) == ["a", "b", "c"]
