"""The child: takes, claims, runs and finishes jobs, one after another, until it is told to stop."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from types import FrameType
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, reset_queries

from jobs.context import boottime
from jobs.definition.errors import UnknownTask
from jobs.definition.registry import lookup
from jobs.definition.states import State
from jobs.ledger.claim import Claim, claim
from jobs.ledger.database import discard_connection
from jobs.ledger.hold import VERSION, hold_claimed
from jobs.transport import registration
from jobs.transport.away import TransportAway
from jobs.transport.take import Answer, Taken, Taker
from jobs.worker.board import Board, Running
from jobs.worker.foreign import handle_foreign
from jobs.worker.nursery import STOPS, hear_stops
from jobs.worker.run_one import HARD_KILL_SECONDS, Run, policy_of
from jobs.worker.settle import settle

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
        self._board = board
        self._taker = Taker(orders.owner)
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
                self._serve(taken)
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
        try:
            while isinstance(self._taker.take([]), Taken):  # the last id leaves the in-flight list
                pass  # one that was looked ahead for: nobody has claimed it, the relay pushes it again
        except TransportAway:
            logger.info("Redis is away: the in-flight list is left to the reconciler")

    def _serve(self, taken: Taken) -> None:
        job_id = _uuid(taken.rq_id)
        close_old_connections()
        try:
            if job_id is None:
                handle_foreign(taken, None)
            else:
                self._board.show(Running(job_id, 0, 0.0, taken.queue))
                self._run(job_id, taken)
        except (DatabaseError, InterfaceError) as error:
            # Nothing is lost: unclaimed, the relay pushes it again; claimed, its lease will tell.
            logger.warning("the database is away: %s", error)
            discard_connection()
            time.sleep(AWAY_SECONDS)
        finally:
            self._board.show(None)
            reset_queries()

    def _run(self, job_id: UUID, taken: Taken) -> None:
        lease_ends = boottime() + settings.LEASE_SECONDS
        claimed = claim(job_id, self._orders.owner, settings.LEASE_SECONDS)
        if claimed is None:
            handle_foreign(taken, job_id)  # mostly a second copy, or cancelled or held meanwhile
            return
        if (run := self._prepare(claimed, lease_ends)) is None:
            return
        deadline = boottime() + (run.policy.timeout or 0.0) + HARD_KILL_SECONDS
        self._board.show(Running(job_id, claimed.fence, deadline, taken.queue))
        if (end := run.execute()) is not None:
            self._board.show(Running(job_id, claimed.fence, 0.0, taken.queue))  # the end may wait for the database
            self._look_ahead()
            if not settle(claimed, end, run.failed):
                logger.warning("the job was no longer ours", extra={"job": str(job_id), "fence": claimed.fence})
        self._board.count(failed=end is None or end.decision.state in (State.DEAD, State.RETRYING))
        close_old_connections()

    def _look_ahead(self) -> None:
        if self._stopping or self._jobs + 1 == self._orders.max_jobs:
            return
        try:
            self._taker.take_soon(self._orders.queues())
        except TransportAway:
            logger.debug("Redis is away: the next turn finds out")

    def _prepare(self, claimed: Claim, lease_ends: float) -> Run | None:
        """The code for a job, or `None` after putting it back for workers with newer code."""
        try:
            definition = lookup(claimed.task)
        except UnknownTask:
            hold_claimed(claimed, VERSION)
            return None
        if claimed.version > definition.policy.version:
            hold_claimed(claimed, VERSION)
            return None
        return Run(claimed, definition, policy_of(definition, claimed.queue), lease_ends)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
