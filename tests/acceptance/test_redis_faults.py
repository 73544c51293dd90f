"""Redis emptied, stopped, hung: nothing is lost, nothing runs twice, nobody waits long."""

from __future__ import annotations

import time
from collections import Counter

import pytest

from tests.acceptance.station import Station, wait_for

pytestmark = [pytest.mark.acceptance, pytest.mark.timeout(180)]


def _mark_many(station: Station, number: int) -> None:
    station.manage("toy_many", str(station.marks), str(number))


def _each_once(station: Station, number: int) -> bool:
    return Counter(station.marked()) == Counter(str(index) for index in range(number))


def test_five_thousand_queued_jobs_survive_a_flush_and_run_once_each(station: Station) -> None:
    _mark_many(station, 5000)
    workers = [station.start("rqworker", "default") for _ in range(2)]
    wait_for(lambda: len(station.marked()) > 200, 30)

    station.redis.send("FLUSHALL")

    wait_for(lambda: station.states() == {"succeeded": 5000}, 120)
    assert _each_once(station, 5000)
    assert all(worker.poll() is None for worker in workers)


def test_jobs_enqueued_while_redis_is_stopped_run_after_its_return(station: Station) -> None:
    worker = station.start("rqworker", "default")
    wait_for(lambda: station.sql("SELECT 1 FROM jobs_workerprocess"), 20)
    station.redis.stop()

    began = time.monotonic()
    _mark_many(station, 100)
    enqueued_in = time.monotonic() - began
    time.sleep(8)  # longer than any client's own patience
    station.redis.start()

    wait_for(lambda: station.states() == {"succeeded": 100}, 30)
    assert _each_once(station, 100)
    assert enqueued_in < 10
    assert worker.poll() is None


def test_a_hung_redis_neither_blocks_enqueues_nor_ends_workers(station: Station) -> None:
    worker = station.start("rqworker", "default")
    scheduler = station.start("rqscheduler")
    wait_for(lambda: len(station.sql("SELECT 1 FROM jobs_workerprocess")) == 2, 20)
    station.redis.freeze()

    _mark_many(station, 20)
    time.sleep(8)  # several socket timeouts long
    station.redis.wake()

    wait_for(lambda: station.states() == {"succeeded": 20}, 30)
    assert _each_once(station, 20)
    assert worker.poll() is None
    assert scheduler.poll() is None


def test_a_job_that_ends_while_redis_is_away_is_not_run_again(station: Station) -> None:
    station.start("rqworker", "default")
    station.toy("toy_sleep", path=str(station.marks), text="nap", seconds=2)
    wait_for(lambda: "nap start" in station.marked(), 20)

    station.redis.kill()
    wait_for(lambda: station.states() == {"succeeded": 1}, 20)
    station.redis.start()

    station.toy("toy_mark", path=str(station.marks), text="after")
    wait_for(lambda: "after" in station.marked(), 30)
    assert station.marked() == ["nap start", "nap end", "after"]


def test_processes_start_while_redis_is_away(station: Station) -> None:
    station.redis.stop()
    processes = [station.start("rqworker", "default"), station.start("rqscheduler")]
    _mark_many(station, 3)
    time.sleep(4)  # they are up and find no Redis

    station.redis.start()

    wait_for(lambda: station.states() == {"succeeded": 3}, 30)
    assert all(process.poll() is None for process in processes)


def test_retries_and_delayed_jobs_run_without_a_scheduler(station: Station) -> None:
    station.start("rqworker", "default")
    station.toy("toy_fails", path=str(station.marks))

    wait_for(lambda: station.states() == {"dead": 1}, 30)

    assert station.outcomes() == ["failed", "failed"]


def test_a_queue_that_nobody_serves_is_adopted_by_a_worker_of_default(station: Station) -> None:
    station.start("rqworker", "critical", "high", "default")
    station.toy("toy_mark", path=str(station.marks), text="orphan", queue="notifications")

    wait_for(lambda: station.marked() == ["orphan"], 40)
