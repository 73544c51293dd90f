"""What becomes of a job when an attempt has ended: a pure function of the policy and the counters."""

from __future__ import annotations

from dataclasses import dataclass

from jobs.definition.outcomes import Cancel, Fail, JobTimeout, Release, Retry
from jobs.definition.policy import DEFAULT_TRIES, Policy
from jobs.definition.states import Ending, State

STRIKES_BEFORE_QUARANTINE = 3
STRIKES_BEFORE_POISON = 6


@dataclass(frozen=True, slots=True)
class Decision:
    """The next state, how the attempt is recorded, and why in words for staff.

    `delay` is in seconds from the moment the decision is written (the database's clock counts).
    """

    state: State
    ending: Ending
    delay: float = 0.0
    reason: str = ""
    counted: bool = False  # uses one of `tries`


@dataclass(frozen=True, slots=True)
class Judge:
    """The circumstances of one attempt. `failures` are the counted ones before it; `chance` is in [0, 1)."""

    policy: Policy
    failures: int
    chance: float = 0.5
    scale: float = 1.0

    def succeeded(self) -> Decision:
        """The function returned."""
        return Decision(State.SUCCEEDED, Ending.SUCCEEDED)

    def interrupted(self, why: str) -> Decision:
        """A stop, or the database or Redis away: runs again, counts nothing."""
        return Decision(State.QUEUED, Ending.INTERRUPTED, reason=why)

    def raised(self, error: BaseException) -> Decision:  # noqa: PLR0911  a table, one line per way to end
        """The function raised `error`."""
        match error:
            case Release():
                return Decision(State.SCHEDULED, Ending.RELEASED, error.after, error.why)
            case Cancel():
                return Decision(State.CANCELLED, Ending.CANCELLED, reason=str(error))
            case Fail():
                return Decision(State.DEAD, Ending.FAILED, reason=error.reason, counted=True)
            case Retry():
                return self._failed(Ending.FAILED, error.after)
            case JobTimeout():
                return self._failed(Ending.TIMEOUT, None)
            case _ if isinstance(error, self.policy.fail_on):
                return Decision(State.DEAD, Ending.FAILED, reason=f"no retry on {type(error).__name__}", counted=True)
            case _:
                return self._failed(Ending.FAILED, None)

    def _failed(self, ending: Ending, after: float | None) -> Decision:
        failures, tries = self.failures + 1, self.policy.tries or DEFAULT_TRIES
        if failures >= tries:
            return Decision(State.DEAD, ending, reason=_spent(tries, ending), counted=True)
        delay = self.policy.backoff.delay(failures, self.chance) * self.scale if after is None else after
        return Decision(State.RETRYING, ending, delay, counted=True)


def _spent(tries: int, ending: Ending) -> str:
    last = "timed out" if ending is Ending.TIMEOUT else "failed"
    return f"the only attempt {last}" if tries == 1 else f"all {tries} attempts used, the last one {last}"


def after_death(strikes: int) -> Decision:
    """The worker died under the job for the `strikes`-th time (from 1)."""
    if strikes >= STRIKES_BEFORE_POISON:
        return Decision(
            State.DEAD, Ending.LOST, reason=f"poison: {strikes} workers died running it, the last ones alone"
        )
    if strikes >= STRIKES_BEFORE_QUARANTINE:
        return Decision(State.HELD, Ending.LOST, reason="quarantine")
    return Decision(State.QUEUED, Ending.LOST, reason="its worker died")
