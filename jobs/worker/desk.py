"""The desk: claims, runs and ends the jobs whose ids the child has taken, one after another."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, close_old_connections, reset_queries

from jobs.context import boottime
from jobs.definition.errors import UnknownTask
from jobs.definition.registry import lookup
from jobs.definition.states import State
from jobs.ledger.claim import Claim, claim, give_back
from jobs.ledger.database import discard_connection
from jobs.ledger.finish import End
from jobs.ledger.hold import VERSION, hold_claimed
from jobs.ledger.reap import running_under
from jobs.transport.take import Taken
from jobs.worker.board import Board, Running
from jobs.worker.foreign import handle_foreign
from jobs.worker.run_one import HARD_KILL_SECONDS, Run, policy_of
from jobs.worker.settle import settle, settle_and_claim

logger = logging.getLogger(__name__)

AWAY_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class _Claimed:
    """A job that was asked for: `claim` is `None` when it was not to be had."""

    job_id: UUID
    claim: Claim | None
    lease_ends: float


class Desk:
    """owner: the worker's name. ask_ahead asks for the id that will be served next, look_ahead says which it is."""

    def __init__(
        self, owner: str, board: Board, ask_ahead: Callable[[], None], look_ahead: Callable[[], Taken | None]
    ) -> None:
        self._owner, self._board = owner, board
        self._ask_ahead, self._look_ahead = ask_ahead, look_ahead
        self._next: _Claimed | None = None
        self._doubtful: UUID | None = None  # its claim may have committed although no answer came

    def serve(self, taken: Taken) -> None:
        """Whatever `taken` is: a job to run, a second copy, somebody else's. Never raises for the database."""
        job_id = _uuid(taken)
        close_old_connections()
        try:
            self._clear_doubt()
            if job_id is None:
                handle_foreign(taken, None)
            else:
                self._board.show(Running(job_id, 0, 0.0, taken.queue))
                self._run(job_id, taken)
        except (DatabaseError, InterfaceError) as error:
            # Nothing is lost: unclaimed, the relay pushes it again; claimed, its lease will tell.
            logger.warning("the database is away: %s", error)
            discard_connection()
            self._doubtful = self._doubtful or job_id
            time.sleep(AWAY_SECONDS)
        finally:
            if self._next is None:
                self._board.show(None)
            reset_queries()

    def close(self) -> None:
        """A stop came between the claim of a job and its start: it has not begun."""
        if self._next is not None and self._next.claim is not None:
            give_back(self._next.claim)
        self._next = None
        self._board.show(None)

    def _clear_doubt(self) -> None:
        """Give back a job that was claimed, for all the database knows, but never started."""
        if self._doubtful is not None:
            if (mine := running_under(self._doubtful, self._owner)) is not None:
                give_back(mine)
            self._doubtful = None

    def _run(self, job_id: UUID, taken: Taken) -> None:
        mine = self._claimed(job_id)
        if mine.claim is None:
            handle_foreign(taken, job_id)  # mostly a second copy, or cancelled or held meanwhile
            return
        if (run := self._prepare(mine.claim, mine.lease_ends)) is None:
            return
        deadline = boottime() + (run.policy.timeout or 0.0) + HARD_KILL_SECONDS
        self._board.show(Running(job_id, mine.claim.fence, deadline, taken.queue))
        end = run.execute()
        if end is None:
            self._board.count(failed=True)
            return
        # The end may wait for the database: nobody is killed for that.
        self._board.show(Running(job_id, mine.claim.fence, 0.0, taken.queue))
        self._end(run, end, taken)

    def _claimed(self, job_id: UUID) -> _Claimed:
        """The claim that came with the last job's end, or one made now."""
        early, self._next = self._next, None
        if early is not None and early.job_id == job_id:
            return early
        lease_ends = boottime() + settings.LEASE_SECONDS
        return _Claimed(job_id, claim(job_id, self._owner, settings.LEASE_SECONDS), lease_ends)

    def _end(self, run: Run, end: End, taken: Taken) -> None:
        """Write the end, together with the claim of the next job if there is one."""
        following = self._look_ahead()
        next_id = _uuid(following) if following else None
        then = None
        if following is None or next_id is None or next_id == run.claim.job_id:
            ended = settle(run.claim, end, run.failed)
        else:
            then = Running(next_id, 0, 0.0, following.queue)
            ended = self._turn_over(run, end, taken, next_id)
        if not ended:
            logger.warning("the job was no longer ours", extra={"job": str(run.claim.job_id), "fence": run.claim.fence})
        self._board.count(failed=end.decision.state in (State.DEAD, State.RETRYING), then=then)

    def _turn_over(self, run: Run, end: End, taken: Taken, next_id: UUID) -> bool:
        self._board.show(Running(run.claim.job_id, run.claim.fence, 0.0, taken.queue, next_id))
        lease_ends = boottime() + settings.LEASE_SECONDS
        turnover = settle_and_claim(run.claim, end, next_id, run.failed)
        self._next = _Claimed(next_id, turnover.claimed, lease_ends)
        return turnover.ended

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
        return Run(claimed, definition, policy_of(definition, claimed.queue), lease_ends, self._ask_ahead)


def _uuid(taken: Taken) -> UUID | None:
    try:
        return UUID(taken.rq_id)
    except ValueError:
        return None
