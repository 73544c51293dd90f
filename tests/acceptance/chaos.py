"""Kills workers and their children, at a steady beat, and keeps their number."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Callable

from tests.acceptance.station import Station, children_of

WORKERS = ("critical", "high", "default", "webhooks", "notifications", "low")


class Chaos:
    """Every `every` seconds one worker loses its child, its parent, or both at once; the lost ones are replaced."""

    def __init__(self, station: Station, number: int, every: float = 2.0, seed: int = 1) -> None:
        self._station, self._every = station, every
        self._dice = random.Random(seed)
        self._workers = [station.start("rqworker", *WORKERS) for _ in range(number)]
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self.kills = 0
        self.errors: list[BaseException] = []

    def __enter__(self) -> Chaos:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        assert not self.errors, self.errors

    def _run(self) -> None:
        while not self._over.wait(self._every):
            try:
                self._strike()
            except BaseException as error:  # noqa: BLE001  shown by the test, not lost in a thread
                self.errors.append(error)
                return

    def _strike(self) -> None:
        index = self._dice.randrange(len(self._workers))
        parent = self._workers[index].pid
        children = children_of(parent)
        ways: list[Callable[[], None]] = [
            lambda: _kill(children),
            lambda: _kill([parent]),
            lambda: _kill([parent, *children]),
        ]
        self._dice.choice(ways)()
        self.kills += 1
        if self._workers[index].poll() is not None or not _lives(self._workers[index].pid):
            self._workers[index].wait(10)
            self._workers[index] = self._station.start("rqworker", *WORKERS)


def _kill(pids: list[int]) -> None:
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _lives(pid: int) -> bool:
    with open(f"/proc/{pid}/stat") as file:
        return file.read().rpartition(")")[2].split()[0] != "Z"
