"""Stopping a worker never costs a job an attempt."""

from __future__ import annotations

import os
import signal
import time

import pytest

from tests.acceptance.station import Station, wait_for

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(120)]


def _with_a_running_nap(station: Station, seconds: float) -> int:
    process = station.start("rqworker", "default")
    station.toy("toy_sleep", path=str(station.marks), text="nap", seconds=seconds)
    wait_for(lambda: "nap start" in station.marked(), 20)
    return process.pid


def test_a_stop_of_the_parent_lets_the_job_end(station: Station) -> None:
    pid = _with_a_running_nap(station, 2)

    os.kill(pid, signal.SIGTERM)

    assert station.processes[0].wait(15) == 0
    assert station.marked() == ["nap start", "nap end"]
    assert station.outcomes() == ["succeeded"]


def test_a_stop_of_the_whole_group_lets_the_job_end(station: Station) -> None:
    pid = _with_a_running_nap(station, 2)

    os.killpg(pid, signal.SIGTERM)

    assert station.processes[0].wait(15) == 0
    assert station.marked() == ["nap start", "nap end"]
    assert station.outcomes() == ["succeeded"]


def test_a_second_stop_hands_the_job_back_uncounted(station: Station) -> None:
    pid = _with_a_running_nap(station, 60)

    os.kill(pid, signal.SIGTERM)
    wait_for(lambda: "stopping" in station.log(), 5)
    time.sleep(0.2)  # two within a tenth of a second are one stop that came by two ways
    os.kill(pid, signal.SIGTERM)

    assert station.processes[0].wait(10) == 0
    assert station.outcomes() == ["interrupted"]
    assert station.sql("SELECT state, tries_used, strikes FROM jobs_job") == [("queued", 0, 0)]


def test_the_end_of_the_grace_period_hands_the_job_back(station: Station) -> None:
    station.environment["GRACE_SECONDS"] = "2"
    pid = _with_a_running_nap(station, 60)

    os.killpg(pid, signal.SIGTERM)

    assert station.processes[0].wait(10) == 0
    assert station.outcomes() == ["interrupted"]
    assert station.states() == {"queued": 1}


def test_an_idle_worker_stops_at_once(station: Station) -> None:
    process = station.start("rqworker", "critical", "high", "default")
    wait_for(lambda: station.sql("SELECT 1 FROM jobs_workerprocess"), 20)

    os.kill(process.pid, signal.SIGTERM)

    assert process.wait(4) == 0
    assert station.sql("SELECT 1 FROM jobs_workerprocess") == []


def test_burst_drains_and_ends_with_exit_code_zero(station: Station) -> None:
    station.toy("toy_mark", path=str(station.marks), text="x", times=50)

    done = station.start("rqworker", "critical", "high", "default", "--burst")

    assert done.wait(30) == 0
    assert station.states() == {"succeeded": 50}
    assert len(station.marked()) == 50


def test_max_jobs_ends_the_worker_after_that_many(station: Station) -> None:
    station.toy("toy_mark", path=str(station.marks), text="x", times=5)

    assert station.start("rqworker", "default", "--max-jobs", "3").wait(30) == 0

    assert station.states() == {"succeeded": 3, "queued": 2}


def test_stops_under_full_load_leave_no_attempt_behind(station: Station) -> None:
    """A stop may fall between the claim of a job and its start: it then has not begun."""
    station.manage("toy_many", str(station.marks), "3000")
    for _ in range(8):
        process = station.start("rqworker", "default")
        before = len(station.marked())
        wait_for(lambda before=before: len(station.marked()) > before, 20)  # type: ignore[misc]
        os.kill(process.pid, signal.SIGTERM)
        assert process.wait(10) == 0
        assert station.sql("SELECT count(*) FROM jobs_job WHERE state = 'running'") == [(0,)]
    station.start("rqworker", "default", "--burst")

    wait_for(lambda: station.states() == {"succeeded": 3000}, 60)

    assert set(station.outcomes()) == {"succeeded"}
    assert station.sql("SELECT max(attempt) FROM jobs_job") == [(1,)]
    assert len(station.marked()) == 3000
