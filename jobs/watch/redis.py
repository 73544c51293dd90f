"""Looks at Redis: it answers, and it is set up so that it forgets nothing by itself."""

from __future__ import annotations

from jobs.transport.away import TransportAway
from jobs.transport.probe import RedisPolicy, ping, policy
from jobs.watch.bounded import BoundedQuestion, NoAnswer
from jobs.watch.finding import Finding, Level

TIMEOUT = 0.5  # seconds for connecting, and for each answer
EVICTS = "Redis drops keys when its memory is full: set maxmemory-policy noeviction."
FORGETS = (
    "Redis writes no append-only file: after a restart its queues are refilled from the ledger. Set appendonly yes."
)


def findings(seconds: float) -> list[Finding]:
    """What was found within `seconds`; Redis away is a finding, never an error."""
    try:
        return _question.ask(seconds)
    except NoAnswer:
        return [Finding("redis", Level.FAILED, f"Redis did not answer within {seconds:g} s.")]
    except TransportAway as away:
        return [Finding("redis", Level.FAILED, f"Redis does not answer ({away}).")]


def _look() -> list[Finding]:
    ping(TIMEOUT)
    return [Finding("redis"), policy_finding(policy(TIMEOUT))]


def policy_finding(found: RedisPolicy) -> Finding:
    """Whether Redis keeps what it is given; the ledger can refill it, so a wrong policy is a warning."""
    causes = [cause for wrong, cause in ((found.evicts, EVICTS), (not found.appends, FORGETS)) if wrong]
    return Finding("redis_policy", Level.WARNING if causes else Level.OK, " ".join(causes))


_question = BoundedQuestion(_look)
