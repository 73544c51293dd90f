"""What becomes of a job when its worker, or the child of its worker, does not live to the end."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

import pytest

from tests.acceptance.station import Station, children_of, wait_for

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(120)]


def test_an_exit_inside_a_job_is_a_lost_attempt_within_a_second(station: Station) -> None:
    station.start("rqworker", "default")
    wait_for(lambda: station.sql("SELECT 1 FROM jobs_workerprocess"), 20)
    station.toy("toy_exit", path=str(station.marks), code=0)
    wait_for(lambda: "exit" in station.marked(), 10)

    took = wait_for(lambda: "lost" in station.outcomes(), 5)

    assert took < 1


def test_a_job_that_always_kills_its_worker_dies_as_poison_after_six_deaths(station: Station) -> None:
    station.start("rqworker", "default")
    station.toy("toy_exit", path=str(station.marks), code=9)
    station.toy("toy_mark", path=str(station.marks), text="innocent", times=3)

    wait_for(lambda: station.states() == {"dead": 1, "succeeded": 3}, 60)

    assert station.outcomes().count("lost") == 6
    assert station.marked().count("exit") == 6
    assert station.marked().count("innocent") == 3
    [(reason,)] = station.sql("SELECT reason FROM jobs_job WHERE state = 'dead'")
    assert "poison" in reason


def test_a_job_in_c_code_that_the_alarm_cannot_interrupt_ends_as_timeout(station: Station) -> None:
    station.start("rqworker", "default")
    station.toy("toy_stuck_in_c", path=str(station.marks), seconds=60)
    wait_for(lambda: "stuck" in station.marked(), 20)

    took = wait_for(lambda: station.outcomes() == ["timeout"], 10)

    assert took < 7
    wait_for(lambda: station.states() == {"dead": 1}, 15)
    assert station.outcomes() == ["timeout", "timeout"]


def test_a_job_that_swallows_its_timeout_is_killed_by_the_parent(station: Station) -> None:
    station.start("rqworker", "default")
    station.toy("toy_swallows_everything", path=str(station.marks))

    wait_for(lambda: station.states() == {"dead": 1}, 30)

    assert station.outcomes() == ["timeout", "timeout"]


def test_a_killed_parent_takes_its_child_along_and_a_neighbour_runs_the_job(station: Station) -> None:
    first = station.start("rqworker", "default")
    station.toy("toy_sleep", path=str(station.marks), text="nap", seconds=9)
    wait_for(lambda: "nap start" in station.marked(), 20)
    [child] = children_of(first.pid)
    station.start("rqworker", "default")
    wait_for(lambda: len(station.sql("SELECT 1 FROM jobs_workerprocess")) == 2, 20)

    os.kill(first.pid, signal.SIGKILL)

    wait_for(lambda: station.marked().count("nap start") == 2, 10)
    assert not Path(f"/proc/{child}/exe").exists()
    wait_for(lambda: station.states() == {"succeeded": 1}, 20)
    assert station.outcomes() == ["lost", "succeeded"]
    assert station.marked() == ["nap start", "nap start", "nap end"]


def test_a_worker_frozen_past_its_lease_writes_nothing(station: Station) -> None:
    station.environment["LEASE_SECONDS"] = "3"
    first = station.start("rqworker", "default")
    station.toy("toy_sleep", path=str(station.marks), text="nap", seconds=2)
    wait_for(lambda: "nap start" in station.marked(), 20)
    family = [first.pid, *children_of(first.pid)]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    station.start("rqworker", "default")
    wait_for(lambda: station.marked().count("nap start") == 2, 30)

    for pid in family:
        os.kill(pid, signal.SIGCONT)

    wait_for(lambda: station.states() == {"succeeded": 1}, 20)
    assert sorted(station.outcomes()) == ["lost", "succeeded"]


def test_a_machine_that_froze_past_its_leases_frees_nobodys_job(station: Station) -> None:
    station.environment["LEASE_SECONDS"] = "3"
    workers = [station.start("rqworker", "default") for _ in range(3)]
    wait_for(lambda: len(station.sql("SELECT 1 FROM jobs_workerprocess")) == 3, 20)
    station.toy("toy_sleep", 3, path=str(station.marks), text="nap", seconds=12)
    wait_for(lambda: station.marked().count("nap start") == 3, 20)
    time.sleep(4)  # whoever reaps has been patient for long enough
    everyone = [pid for worker in workers for pid in (worker.pid, *children_of(worker.pid))]

    for pid in everyone:
        os.kill(pid, signal.SIGSTOP)
    time.sleep(5)
    for pid in everyone:
        os.kill(pid, signal.SIGCONT)

    wait_for(lambda: station.states() == {"succeeded": 3}, 60)
    assert station.outcomes() == ["succeeded"] * 3


def test_children_killed_at_full_speed_lose_nothing_and_blame_only_what_had_started(station: Station) -> None:
    station.manage("toy_many", str(station.marks), "4000")
    worker = station.start("rqworker", "default")
    for _ in range(12):
        before = len(station.marked())
        wait_for(lambda before=before: len(station.marked()) > before + 5, 30)  # type: ignore[misc]
        for child in children_of(worker.pid):
            os.kill(child, signal.SIGKILL)

    wait_for(lambda: station.states() == {"succeeded": 4000}, 90)

    lost = station.outcomes().count("lost")
    assert lost <= 12  # a child was killed twelve times, over at most one started job each
    assert len(station.marked()) <= 4000 + lost
    assert station.sql("SELECT count(*) FROM jobs_job WHERE strikes > 1") == [(0,)]
