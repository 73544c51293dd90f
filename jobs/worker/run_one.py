"""Run one claimed job: from its row to the `End` that is to be written."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from jobs.context import RunContext, boottime, running
from jobs.definition.arguments import bind, loads
from jobs.definition.decide import Decision, Judge
from jobs.definition.errors import InvalidArguments, LeaseLost
from jobs.definition.outcomes import Cancel, Fail, Release
from jobs.definition.policy import DEFAULT_TIMEOUT, DEFAULT_TRIES, Policy
from jobs.definition.registry import Definition
from jobs.definition.states import Ending
from jobs.ledger.claim import Claim
from jobs.ledger.failure import NONE, Failure, failure_from
from jobs.ledger.finish import End
from jobs.worker.interruption import interruption, interrupts_itself
from jobs.worker.time_limit import time_limit

logger = logging.getLogger(__name__)

HARD_KILL_SECONDS = 2.0


def policy_of(definition: Definition, queue: str) -> Policy:
    """The task's policy, with what it leaves open taken from the queue the job is in."""
    defaults = settings.QUEUE_DEFAULTS.get(queue, {})
    return definition.policy.filled(
        tries=int(defaults.get("tries", DEFAULT_TRIES)), timeout=float(defaults.get("timeout", DEFAULT_TIMEOUT))
    )


@dataclass(frozen=True, slots=True)
class Run:
    """A claimed job with the code for it. `lease_ends` is on the boot clock of this machine."""

    claim: Claim
    definition: Definition
    policy: Policy
    lease_ends: float
    when_called: Callable[[], None] = lambda: None  # right after the function has ended, before it is judged

    def execute(self) -> End | None:
        """Run it and say how it ended; `None` when the lease is gone and nothing may be written."""
        context = self.context()
        with running(context):
            logger.info("job started", extra={"worker": self.claim.owner})
            began = time.monotonic()
            error = self._call()
            self.when_called()
            end = self.judge(error, context)
            self._log_end(end, time.monotonic() - began)
        return end

    def failed(self, error: BaseException) -> End:
        """The end of an attempt that ran, but whose result could not be written."""
        return End(decision=self._judge_of().raised(error), failure=failure_from(self.claim.task, error))

    def _judge_of(self) -> Judge:
        chance = random.random()  # noqa: S311  jitter
        return Judge(self.policy, self.claim.tries_used, chance, settings.BACKOFF_SCALE)

    def context(self) -> RunContext:
        """What the job may know about itself, with an empty buffer for what it enqueues."""
        claim = self.claim
        return RunContext(
            job_id=claim.job_id,
            task=claim.task,
            queue=claim.queue,
            attempt=claim.attempt,
            tries=self.policy.tries or DEFAULT_TRIES,
            story_id=claim.story_id,
            fence=claim.fence,
            lease_ends=self.lease_ends,
        )

    def _call(self) -> BaseException | None:
        """The one broad `except`: whatever a task raises is its outcome."""
        try:
            arguments = self._arguments()
            self._check_clock()
            with time_limit(self.policy.timeout or DEFAULT_TIMEOUT):
                self.definition.function(**arguments)
        except BaseException as error:  # noqa: BLE001  whatever its class: a child that it ended would lose the job
            return error
        return None

    def _check_clock(self) -> None:
        """What was claimed before a long sleep of this machine belongs to somebody else by now."""
        if boottime() >= self.lease_ends:
            raise LeaseLost("this worker slept past its lease before the start")

    def _arguments(self) -> dict[str, Any]:
        try:
            return bind(self.definition.function, (), loads(self.claim.arguments))
        except (InvalidArguments, ValueError) as error:
            raise Fail(f"stored arguments do not fit this code: {error}") from error

    def judge(self, error: BaseException | None, context: RunContext) -> End | None:
        """What an attempt that raised `error` comes to; `None` when the lease is gone."""
        judge = self._judge_of()
        if error is None:
            return End(decision=judge.succeeded(), children=tuple(context.buffer))
        if isinstance(error, LeaseLost):
            return None
        if (why := interruption(error)) and not interrupts_itself(self.claim):
            return End(decision=judge.interrupted(why), failure=self._failure(error))
        return End(decision=judge.raised(error), failure=self._failure(error))

    def _failure(self, error: BaseException) -> Failure:
        return NONE if isinstance(error, Release | Cancel) else failure_from(self.claim.task, error)

    def _log_end(self, end: End | None, seconds: float) -> None:
        decision: Decision | None = end.decision if end else None
        outcome = decision.ending.value if decision else "abandoned"
        level = logging.INFO if outcome in _QUIET else logging.WARNING
        fields = {"outcome": outcome, "duration_ms": round(seconds * 1000, 1), "worker": self.claim.owner}
        if end is not None and end.failure is not NONE:
            fields |= {"error": f"{end.failure.error_type}: {end.failure.error}", "reason": end.decision.reason}
        logger.log(level, "job finished", extra=fields)


_QUIET = frozenset({Ending.SUCCEEDED.value, Ending.RELEASED.value, Ending.CANCELLED.value})
