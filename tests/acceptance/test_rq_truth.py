"""RQ's own tools tell the truth about queues, running jobs and workers, though they know nothing of the ledger."""

from __future__ import annotations

import os
import signal

import pytest

from tests.acceptance.rq_eyes import assert_all_agree, rq, worker_states
from tests.acceptance.station import Station, wait_for

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(300)]

QUEUES = ("critical", "high", "default", "low")


def _three_workers(station: Station) -> None:
    station.environment["ADOPT_ORPHAN_QUEUES"] = "false"
    for queues in (("critical", "high", "default"), ("default", "low"), ("low", "high")):
        station.start("rqworker", *queues)
    wait_for(lambda: len(station.sql("SELECT 1 FROM jobs_workerprocess")) == 3, 30)


def _naps(station: Station, seconds: float, each: int) -> None:
    for queue in QUEUES:
        station.toy("toy_sleep", each, queue, path=str(station.marks), text=queue, seconds=seconds)


def _all_busy(station: Station) -> bool:
    return station.states().get("running", 0) == 3


def test_at_five_moments_of_a_busy_run_and_after_a_flush(station: Station) -> None:
    station.toy("toy_noop", 40, "notifications", n=1)
    assert_all_agree(station, "nobody works yet")

    _three_workers(station)
    _naps(station, 6, each=6)
    wait_for(lambda: _all_busy(station), 20)
    said = assert_all_agree(station, "three jobs run, many wait")
    assert sum(running for _, running, _ in said.values()) == 3
    assert said["notifications"][0] == 40

    station.toy("toy_noop", 400, "critical", n=1)
    wait_for(lambda: not station.sql("SELECT 1 FROM jobs_job WHERE queue = 'critical' AND state = 'queued'"), 60)
    assert_all_agree(station, "after a storm of short jobs")

    _naps(station, 6, each=4)
    wait_for(lambda: _all_busy(station), 20)
    os.killpg(station.processes[0].pid, signal.SIGKILL)
    station.start("rqworker", "critical", "high", "default")
    assert_all_agree(station, "a worker was killed and another started")

    _naps(station, 6, each=2)
    wait_for(lambda: _all_busy(station), 20)
    station.redis.send("FLUSHALL")
    said = assert_all_agree(station, "Redis was emptied")
    assert sum(running for _, running, _ in said.values()) > 0

    station.processes[1].send_signal(signal.SIGTERM)
    station.processes[1].wait(30)
    said = assert_all_agree(station, "a worker has left")
    assert said["default"][2] == 1


def test_a_suspended_fleet_takes_nothing_until_it_is_resumed(station: Station) -> None:
    _three_workers(station)
    rq(station, "suspend")
    station.toy("toy_mark", 20, path=str(station.marks), text="x")

    wait_for(lambda: worker_states(station) == ["suspended"] * 3, 10)
    assert station.marked() == []
    assert_all_agree(station, "suspended")

    rq(station, "resume")
    wait_for(lambda: station.states() == {"succeeded": 20}, 10)
    wait_for(lambda: worker_states(station) == ["idle"] * 3, 10)
    assert_all_agree(station, "resumed")
