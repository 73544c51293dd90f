"""Making a child: what must not happen between the fork and its first step."""

from __future__ import annotations

import os
import signal
import time

import pytest

from jobs.worker.nursery import Nursery, hear_stops


def _end_of(nursery: Nursery) -> int | None:
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if (code := nursery.poll()) is not None:
            return code
        time.sleep(0.01)
    nursery.send(signal.SIGKILL)
    return None


def test_a_stop_right_after_the_fork_waits_for_the_childs_own_ears() -> None:
    heard: list[int] = []

    def work() -> int:
        time.sleep(0.3)  # the stop is here long before the child knows what to do about it
        signal.signal(signal.SIGTERM, lambda number, _: heard.append(number))
        hear_stops()
        return 7 if heard else 8

    nursery = Nursery(work)
    nursery.start()
    nursery.send(signal.SIGTERM)
    assert _end_of(nursery) == 7


def test_the_parent_hears_stops_again_after_the_fork() -> None:
    nursery = Nursery(lambda: 0)
    nursery.start()
    assert signal.SIGTERM not in signal.pthread_sigmask(signal.SIG_BLOCK, [])
    assert _end_of(nursery) == 0


def test_a_child_ends_even_if_its_last_words_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()

    def broken(self: Nursery, _: int) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(Nursery, "_be_child", broken)
    nursery = Nursery(lambda: 0)
    nursery.start()
    assert os.getpid() == parent
    assert _end_of(nursery) == 1
