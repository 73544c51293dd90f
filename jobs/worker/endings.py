"""What a dead child could not write itself: its parent writes it, as soon as the database lets it."""

from __future__ import annotations

import logging
import random
from dataclasses import dataclass
from enum import Enum
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from jobs.definition.decide import Judge
from jobs.definition.outcomes import JobTimeout
from jobs.definition.policy import Policy
from jobs.definition.registry import lookup
from jobs.ledger import reap
from jobs.ledger.claim import Claim, give_back
from jobs.ledger.database import discard_connection
from jobs.ledger.failure import failure_without_exception
from jobs.ledger.finish import End, finish
from jobs.worker.board import Running
from jobs.worker.run_one import policy_of

logger = logging.getLogger(__name__)


class Cause(Enum):
    """Why the child is dead."""

    DIED = "died"
    TIMEOUT = "timeout"
    HANDED_BACK = "handed back"
    NOT_STARTED = "not started"


@dataclass(frozen=True, slots=True)
class Killed:
    """Why the parent killed the child, and over which job, if it was one."""

    cause: Cause
    why: str
    job_id: UUID | None

    def cause_for(self, running: Running | None) -> tuple[Cause, str]:
        """How the job ends that died with the child: one that began after the order to kill is not to blame."""
        if running is not None and self.job_id not in (None, running.job_id):
            return Cause.HANDED_BACK, "its worker was killed over the job before it"
        return self.cause, self.why


@dataclass(frozen=True, slots=True)
class _Pending:
    job_id: UUID | None  # None: it died while writing to the board
    cause: Cause
    why: str


class Endings:
    """Endings not yet written. A child that had just committed leaves nothing to write: the fence sees to that."""

    def __init__(self, owner: str) -> None:
        self._owner = owner
        self._pending: list[_Pending] = []

    def __bool__(self) -> bool:
        return bool(self._pending)

    def add(self, running: Running | None, cause: Cause, why: str) -> None:
        """Remember that a child died: over a job that had started, before it, or (`None`) writing to the board."""
        if running is None:
            self._pending.append(_Pending(None, cause, why))
            return
        started = running.fence != 0
        self._pending.append(_Pending(running.job_id, cause if started else Cause.NOT_STARTED, why))
        if running.next_id is not None:
            self._pending.append(_Pending(running.next_id, Cause.NOT_STARTED, why))

    def write(self) -> None:
        """Write what can be written; the rest stays for the next call."""
        try:
            while self._pending:
                self._write_one(self._pending[0])
                self._pending.pop(0)
        except (DatabaseError, InterfaceError) as error:
            discard_connection()
            logger.warning("the end of a killed job waits for the database: %s", error)

    def _write_one(self, pending: _Pending) -> None:
        for claim in self._claims(pending):
            logger.warning("job ended by its worker", extra=_fields(claim, pending))
            if pending.cause is Cause.NOT_STARTED:
                give_back(claim)
            elif pending.cause is Cause.DIED:
                reap.free_one(claim, pending.why)
            else:
                finish(claim, _end(claim, pending))

    def _claims(self, pending: _Pending) -> list[Claim]:
        if pending.job_id is None:
            return reap.owned_by(self._owner)
        found = reap.running_under(pending.job_id, self._owner)
        return [found] if found else []


def _end(claim: Claim, pending: _Pending) -> End:
    judge = Judge(_policy(claim), claim.tries_used, random.random(), settings.BACKOFF_SCALE)  # noqa: S311  jitter
    if pending.cause is Cause.HANDED_BACK:
        return End(decision=judge.interrupted(pending.why))
    failure = failure_without_exception(claim.task, "JobTimeout", pending.why)
    return End(decision=judge.raised(JobTimeout(pending.why)), failure=failure)


def _policy(claim: Claim) -> Policy:
    return policy_of(lookup(claim.task), claim.queue)


def _fields(claim: Claim, pending: _Pending) -> dict[str, str]:
    return {"job": str(claim.job_id), "task": claim.task, "outcome": pending.cause.value, "reason": pending.why}
