"""The parent: keeps the child alive and honest, beats, renews the lease, and does upkeep when nobody else does."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings

from jobs.context import boottime
from jobs.ledger.database import limit_statements
from jobs.upkeep.bell import Bell
from jobs.upkeep.rounds import Rounds
from jobs.worker.board import Board, Running
from jobs.worker.child import Child, Exit, Orders
from jobs.worker.endings import Cause, Endings, Killed
from jobs.worker.nursery import Nursery
from jobs.worker.orphans import Orphans
from jobs.worker.pulse import Pulse
from jobs.worker.roster import Roster

logger = logging.getLogger(__name__)

TURN_SECONDS = 0.25
WATCHING_SECONDS = 5.0  # the longest a parent waits for the database while its child runs
CALM_SECONDS = 1.0  # a child that lived longer was not part of a crash loop
LONGEST_PAUSE = 30.0
LEAVE_SECONDS = 10.0  # how long a stopping worker waits for the database to write what its child could not


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """What a worker was started for."""

    name: str
    queues: Sequence[str]
    burst: bool = False
    max_jobs: int | None = None
    max_idle_time: float | None = None


class Parent:
    """One thread, short steps. `run` returns when the worker has ended in order."""

    def __init__(self, assignment: Assignment) -> None:
        self._assignment = assignment
        declared = tuple(settings.RQ_QUEUES)
        self._board, self._bell = Board(), Bell()
        self._roster = Roster(assignment.queues)
        self._nursery = Nursery(self._work_as_child)
        self._endings = Endings(assignment.name)
        self._rounds = Rounds(assignment.name, declared, settings.LEASE_SECONDS)
        adopts = settings.ADOPT_ORPHAN_QUEUES and not assignment.burst
        self._orphans = Orphans(assignment.queues, declared, enabled=adopts)
        self._pulse = Pulse(assignment.name, assignment.queues, self._board, self._orphans, self._roster)
        self._killed: Killed | None = None  # why we killed the child, if we did
        self._born = self._pause = 0.0
        self._start_after = 0.0
        self._done_before = 0
        self._finished = False

    def run(self) -> int:
        """Work until stopped or done; returns the number of jobs that ended here."""
        limit_statements(WATCHING_SECONDS)
        with self._bell:
            if self._assignment.burst:
                self._rounds.pump(self._assignment.queues)
            while not self._finished:
                self._turn()
        self._rounds.hand_over()
        self._pulse.leave()
        return self._board.look().done

    def _turn(self) -> None:
        self._pulse.beat()
        self._mind_child()
        self._obey()
        self._endings.write()
        self._renew_lease()
        if not self._bell.stops:
            self._rounds.tick()
        self._bell.wait(TURN_SECONDS)

    def _mind_child(self) -> None:
        code = self._nursery.poll()
        if code is not None:
            self._child_ended(code)
        elif self._nursery.pid is None:
            self._start_or_leave()
        else:
            self._kill_overdue()

    def _start_or_leave(self) -> None:
        if self._bell.stops:
            late = time.monotonic() - self._bell.stopped_at > settings.GRACE_SECONDS + LEAVE_SECONDS
            self._finished = late or not self._endings
        elif time.monotonic() >= self._start_after and self._pulse.is_known:
            self._born, self._killed, self._done_before = time.monotonic(), None, self._board.look().done
            self._nursery.start()

    def _work_as_child(self) -> int:
        limit_statements(None)
        self._board.carry_on()
        self._bell.silence()
        assignment = self._assignment
        orders = Orders(
            owner=assignment.name,
            queues=self._roster.read,
            burst=assignment.burst,
            max_jobs=assignment.max_jobs,
            max_idle_time=assignment.max_idle_time,
        )
        return Child(orders, self._board).work()

    def _child_ended(self, code: int) -> None:
        running = self._board.look().running
        if running is not None or self._board.is_torn():
            cause, why = self._killed.cause_for(running) if self._killed else (Cause.DIED, _how(code))
            self._endings.add(running, cause, why)
            self._board.carry_on()
        elif code in (Exit.DRAINED, Exit.ENOUGH, Exit.IDLE):
            self._child_is_done(code)
        self._delay_restart(code)

    def _child_is_done(self, code: int) -> None:
        # A drained worker looks once more: jobs may have become due, or were committed while Redis was away.
        self._finished = code != Exit.DRAINED or not self._rounds.pump(self._assignment.queues)

    def _delay_restart(self, code: int) -> None:
        """A child that dies at once, again and again, is started ever more slowly, unless it gets jobs done."""
        crashed = code not in (Exit.STOPPED, Exit.DRAINED)
        done = self._board.look().done
        quick = crashed and time.monotonic() - self._born < CALM_SECONDS and done == self._done_before
        self._pause = min(max(self._pause * 2, 0.25), LONGEST_PAUSE) if quick else 0.0
        self._start_after = time.monotonic() + self._pause

    def _kill_overdue(self) -> None:
        running = self._board.look().running
        if running is not None and running.deadline and boottime() >= running.deadline:
            self._kill(Cause.TIMEOUT, "ran past its timeout and ignored the alarm", running)

    def _obey(self) -> None:
        """A first stop lets the job end; a second one, or the end of the grace period, hands it back."""
        if not self._bell.stops:
            return
        if self._bell.take_news():
            logger.info("stopping", extra={"worker": self._assignment.name, "count": self._bell.stops})
            self._rounds.hand_over()
            self._nursery.send(signal.SIGTERM)
        patience_over = time.monotonic() - self._bell.stopped_at > settings.GRACE_SECONDS
        if self._bell.stops > 1 or patience_over:
            self._kill(Cause.HANDED_BACK, "its worker was stopped")

    def _renew_lease(self) -> None:
        running = self._board.look().running
        if self._nursery.pid is not None and not self._pulse.renew(running):
            logger.error("the lease is lost: killing the child", extra={"worker": self._assignment.name})
            self._kill(Cause.DIED, "its lease was lost", running)

    def _kill(self, cause: Cause, why: str, over: Running | None = None) -> None:
        if self._nursery.pid is not None and self._killed is None:
            self._killed = Killed(cause, why, over.job_id if over else None)
            self._nursery.send(signal.SIGKILL)


def _how(code: int) -> str:
    if code >= 0:
        return f"the worker's process ended with exit code {code} in the middle of it"
    return f"the worker's process was ended by {signal.Signals(-code).name} in the middle of it"
