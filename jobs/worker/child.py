"""The child: takes, claims, runs and finishes jobs, one after another, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from types import FrameType

from jobs.transport import registration
from jobs.transport.away import TransportAway
from jobs.transport.take import Answer, Taken, Taker
from jobs.worker.board import Board
from jobs.worker.desk import Desk
from jobs.worker.nursery import STOPS, hear_stops

logger = logging.getLogger(__name__)

AWAY_SECONDS = 0.5
COLD_SECONDS = 0.1


class Exit(IntEnum):
    """Why a child ended by itself."""

    STOPPED = 0
    DRAINED = 3
    ENOUGH = 4  # max_jobs
    IDLE = 5  # max_idle_time


@dataclass(frozen=True, slots=True, kw_only=True)
class Orders:
    """What the worker was started for. `queues` is asked again at every turn: orphans come and go."""

    owner: str
    queues: Callable[[], Sequence[str]]
    burst: bool = False
    max_jobs: int | None = None
    max_idle_time: float | None = None


class Child:
    """One per worker process, in the forked process only."""

    def __init__(self, orders: Orders, board: Board) -> None:
        self._orders = orders
        self._taker = Taker(orders.owner)
        self._desk = Desk(orders.owner, board, self._ask_ahead, self._look_ahead)
        self._stopping = False
        self._jobs = 0
        self._idle_since = time.monotonic()

    def work(self) -> Exit:
        """Run until stopped, drained, or enough."""
        for number in STOPS:
            signal.signal(number, self._stop)
        hear_stops()
        self._start_clean()
        while not self._stopping:
            if (end := self._turn()) is not None:
                self._give_back()
                return end
        self._give_back()
        return Exit.STOPPED

    def _start_clean(self) -> None:
        try:
            registration.let_go(self._orders.owner)  # what the child before this one died over
        except TransportAway:
            logger.info("Redis is away: what it shows of the last child is left to the reconciler")

    def _stop(self, _: int, __: FrameType | None) -> None:
        self._stopping = True  # the running job goes on to its end

    def _turn(self) -> Exit | None:
        queues = self._orders.queues()
        try:
            taken = self._taker.take(queues)
            if isinstance(taken, Taken):
                self._desk.serve(taken)
                return self._enough()
            return self._nothing(taken, queues)
        except TransportAway as error:
            logger.warning("Redis is away: %s", error)
            time.sleep(AWAY_SECONDS)
        return None

    def _nothing(self, answer: Answer, queues: Sequence[str]) -> Exit | None:
        if answer is Answer.COLD:
            time.sleep(COLD_SECONDS)  # the parent, or a neighbour, restores
            return None
        if self._orders.burst:
            return Exit.DRAINED
        limit = self._orders.max_idle_time
        if limit is not None and time.monotonic() - self._idle_since >= limit:
            return Exit.IDLE
        self._taker.wait(queues)
        return None

    def _enough(self) -> Exit | None:
        self._jobs += 1
        self._idle_since = time.monotonic()
        return Exit.ENOUGH if self._orders.max_jobs is not None and self._jobs >= self._orders.max_jobs else None

    def _give_back(self) -> None:
        """What was claimed and not started goes back; the last ids leave the in-flight list."""
        self._desk.close()
        try:
            while isinstance(self._taker.take([]), Taken):
                pass  # taken early and not claimed: the relay pushes it again
        except TransportAway:
            logger.info("Redis is away: the in-flight list is left to the reconciler")

    def _ask_ahead(self) -> None:
        if self._stopping or self._jobs + 1 == self._orders.max_jobs:
            return
        with suppress(TransportAway):  # the next turn finds out
            self._taker.ask_early(self._orders.queues())

    def _look_ahead(self) -> Taken | None:
        with suppress(TransportAway):
            return self._taker.take_early()
        return None
