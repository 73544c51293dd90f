"""Taking and giving back, also ahead of time, and what RQ sees of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from jobs.handoff import Ready
from jobs.ids import new_id
from jobs.transport import keys, registration
from jobs.transport.client import worker_client
from jobs.transport.push import push_missing
from jobs.transport.registration import Presence
from jobs.transport.repair import set_epoch
from jobs.transport.take import Answer, Taken, Taker

pytestmark = pytest.mark.usefixtures("redis_url")
ME, NEIGHBOUR = "worker-1", "worker-2"


@pytest.fixture
def taker() -> Taker:
    set_epoch()
    return Taker(ME)


def pushed(queue: str = "default") -> str:
    job_id = new_id()
    assert push_missing([Ready(job_id, queue)]) == 1
    return str(job_id)


def presence(**changes: Any) -> Presence:
    given: dict[str, Any] = {
        "name": ME, "host": "host", "pid": 1, "queues": ["default"], "born": datetime(2026, 1, 1, tzinfo=UTC),
        "python": "3", "running": None, "done": 0, "failed": 0,
    }  # fmt: skip
    return Presence(**(given | changes))


def left_overs() -> set[str]:
    """What remains of jobs in Redis."""
    kinds = (":job:", ":wip:", ":execution:", ":executions", ":inflight:")
    found = {key.decode() for key in worker_client().scan_iter(f"{keys.PREFIX}:*", count=1000)}
    return {key for key in found if any(kind in key for kind in kinds)}


def test_what_is_given_back_leaves_nothing(taker: Taker):
    job_id = pushed()

    assert taker.take(["default"]) == Taken("default", job_id)
    assert left_overs()
    assert taker.take(["default"]) is Answer.EMPTY

    assert left_overs() == set()


def test_queues_are_taken_from_in_order(taker: Taker):
    low, critical = pushed("low"), pushed("critical")

    assert taker.take(["critical", "low"]) == Taken("critical", critical)
    assert taker.take(["critical", "low"]) == Taken("low", low)


def test_an_answer_asked_for_early_is_the_next_take(taker: Taker):
    first, second = pushed(), pushed()
    assert taker.take(["default"]) == Taken("default", first)

    taker.ask_early(["default"])

    assert taker.take(["default"]) == Taken("default", second)


def test_what_was_empty_early_is_looked_at_again(taker: Taker):
    taker.ask_early(["default"])
    assert worker_client().ping()  # on another connection: the early look is over, or will find the job itself
    child = pushed()

    assert taker.take(["default"]) == Taken("default", child)


def test_a_server_that_forgot_the_script_is_told_again(taker: Taker):
    job_id = pushed()
    worker_client().script_flush()

    assert taker.take(["default"]) == Taken("default", job_id)


def test_an_emptied_redis_is_cold(taker: Taker):
    pushed()
    worker_client().delete(keys.EPOCH)

    assert taker.take(["default"]) is Answer.COLD


def test_nothing_is_taken_while_rq_is_suspended(taker: Taker):
    job_id = pushed()
    registration.beat(presence())
    worker_client().set(keys.SUSPENDED, 1)
    assert taker.take(["default"]) is Answer.EMPTY
    assert worker_client().hget(keys.worker(ME), "state") == b"suspended"

    worker_client().delete(keys.SUSPENDED)

    assert taker.take(["default"]) == Taken("default", job_id)


def test_ids_that_are_no_text_can_be_given_back(taker: Taker):
    worker_client().rpush(keys.queue("default"), b"\xff\xfe")

    assert isinstance(taker.take(["default"]), Taken)
    taker.take([])

    assert left_overs() == set()


def test_a_late_beat_does_not_bring_back_a_job_that_was_given_back(taker: Taker):
    job_id = pushed()
    taker.take(["default"])
    taker.take([])

    registration.beat(presence(running=("default", job_id)))
    assert left_overs()
    registration.hide(ME, "default", job_id)

    assert left_overs() == set()


def test_a_beat_shows_the_running_job_again_after_a_flush(taker: Taker):
    job_id = pushed()
    taker.take(["default"])
    for key in worker_client().scan_iter(f"{keys.PREFIX}:*"):
        worker_client().delete(key)

    registration.beat(presence(running=("default", job_id)))

    assert worker_client().zcard(keys.started("default")) == 1
    assert worker_client().hget(keys.job(job_id), "status") == b"started"
    assert worker_client().hget(keys.worker(ME), "state") == b"busy"


def test_a_worker_that_left_takes_only_its_own_along(taker: Taker):
    mine, theirs = pushed(), pushed()
    neighbour = Taker(NEIGHBOUR)
    assert taker.take(["default"]) == Taken("default", mine)
    assert neighbour.take(["default"]) == Taken("default", theirs)
    registration.beat(presence())

    registration.leave(ME)

    assert worker_client().zrange(keys.started("default"), 0, -1) == [f"{theirs}:{NEIGHBOUR}".encode()]
    assert not worker_client().exists(keys.worker(ME), keys.job(mine), keys.in_flight(ME))
    assert worker_client().smembers(keys.WORKERS) == set()


def test_a_worker_leaves_the_set_of_a_queue_it_no_longer_adopts():
    registration.beat(presence(queues=["default", "low"]))
    assert worker_client().smembers(keys.workers_of("low"))

    registration.beat(presence())

    assert worker_client().smembers(keys.workers_of("low")) == set()
    assert worker_client().smembers(keys.workers_of("default"))
