"""Ids that ascend with time."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

from jobs import ids
from jobs.ids import new_id


def test_ids_ascend_and_say_when_they_were_made() -> None:
    before = time.time_ns() // 1_000_000
    made = [new_id() for _ in range(5000)]
    after = time.time_ns() // 1_000_000
    assert made == sorted(made)
    assert [value.hex for value in made] == sorted(value.hex for value in made)  # SQLite compares text
    assert before <= made[0].int >> 80 <= made[-1].int >> 80 <= after + 2


def test_they_are_version_7_of_the_rfc() -> None:
    assert {(new_id().version, new_id().variant) for _ in range(100)} == {(7, "specified in RFC 4122")}


def test_threads_never_get_the_same_one() -> None:
    with ThreadPoolExecutor(8) as pool:
        batches = list(pool.map(lambda _: [new_id() for _ in range(1000)], range(8)))
    assert len({value for batch in batches for value in batch}) == 8000
    assert all(batch == sorted(batch) for batch in batches)


def test_a_clock_that_is_set_back_does_not_turn_the_order() -> None:
    ahead = new_id()
    ids._last += 1 << 30  # as if this process had lived some minutes in the future
    try:
        assert ahead < new_id() < new_id()
    finally:
        ids._last = 0
