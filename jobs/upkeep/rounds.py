"""Upkeep as rounds: each duty when it is due, by whichever process holds the lease, each step bounded."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, InterfaceError

from jobs.context import boottime
from jobs.definition.registry import versions
from jobs.ledger import hold, named_lease
from jobs.ledger.database import clock, discard_connection
from jobs.ledger.due import move_due
from jobs.transport.away import TransportAway
from jobs.upkeep import reap, reconcile
from jobs.upkeep.patience import Patience
from jobs.upkeep.relay import Relay
from jobs.upkeep.restore import Restore

logger = logging.getLogger(__name__)

LEASE = "upkeep"
LEASE_SECONDS = 5.0
REDIS_PAUSE_SECONDS = 1.0  # after a failure: a hung Redis costs one time limit per pause, not one per duty


@dataclass(slots=True)
class _Duty:
    """`every` seconds; `alone` duties run only in the process that holds the lease, `redis` ones not while it is away.

    One that `rests` takes its turns less often when it takes long (a million waiting jobs) instead of filling them.
    """

    name: str
    every: float
    run: Callable[[], object]
    alone: bool = True
    redis: bool = False
    rests: bool = True
    due: float = 0.0


class Rounds:
    """Call `tick` about every half second. It never raises for a database or a Redis that is away."""

    def __init__(self, owner: str, queues: Sequence[str], lease_seconds: float) -> None:
        self._owner = owner
        self._patience = Patience(lease_seconds)
        self._leads = False
        self._ask_at = self._redis_at = 0.0
        self._restore, relay = Restore(owner, queues), Relay(queues)
        self._duties = [
            _Duty("neighbours", 1.0, reap.free_gone_neighbours, alone=False),
            _Duty("versions", 10.0, lambda: hold.resume_versions(versions()), alone=False),
            _Duty("due", 0.5, move_due),
            _Duty("quarantine", 2.0, hold.release_quarantined),
            _Duty("leases", max(lease_seconds / 3, 1.0), lambda: reap.free_expired(self._is_patience_over)),
            _Duty("silent", 30.0, reap.forget_silent),
            _Duty("restore", 0.5, self._restore.step, alone=False, redis=True, rests=False),
            _Duty("relay", 1.0, relay.step, redis=True),
            _Duty("reconcile", 5.0, lambda: reconcile.reconcile(queues), redis=True),
        ]

    def tick(self) -> None:
        """Run every duty that is due."""
        self._ask_for_lease()
        if not self._patience.is_answered:
            return
        for duty in self._duties:
            now = time.monotonic()
            if now >= duty.due and (self._leads or not duty.alone) and not (duty.redis and now < self._redis_at):
                self._perform(duty)

    def _ask_for_lease(self) -> None:
        """Renew it, or try to take it, four times in its length."""
        if time.monotonic() < self._ask_at:
            return
        self._ask_at = time.monotonic() + LEASE_SECONDS / 4
        try:
            self._leads = named_lease.take(LEASE, self._owner, LEASE_SECONDS)
        except (DatabaseError, InterfaceError) as error:
            self._database_failed("lease", error)
            return
        self._patience.answered(boottime())

    def pump(self, queues: Sequence[str]) -> int:
        """Everything that could make a job of `queues` ready now; returns how many became so. For burst workers."""
        relay, found = Relay(queues), 0
        try:
            while self._restore.step():
                pass
            found = move_due()
            while True:
                found += relay.step()
                if relay.at_end():
                    return found
        except TransportAway as error:
            logger.warning("Redis is away: %s", error)
        except (DatabaseError, InterfaceError) as error:
            self._database_failed("pump", error)
        return found

    def hand_over(self) -> None:
        """Free the lease, so that another process goes on at once."""
        try:
            named_lease.give_up(LEASE, self._owner)
        except (DatabaseError, InterfaceError):
            discard_connection()

    def _perform(self, duty: _Duty) -> None:
        began = time.monotonic()
        try:
            duty.run()
        except TransportAway as error:
            self._redis_at = time.monotonic() + REDIS_PAUSE_SECONDS
            logger.warning("%s waits for Redis: %s", duty.name, error)
        except (DatabaseError, InterfaceError) as error:
            self._database_failed(duty.name, error)
        except Exception:
            # The one broad except of upkeep: a row that breaks one duty must not end every worker of the fleet.
            logger.exception("%s failed", duty.name)
            discard_connection()
        ended = time.monotonic()
        duty.due = ended + max(duty.every, 10 * (ended - began) if duty.rests else 0.0)

    def _database_failed(self, what: str, error: Exception) -> None:
        self._patience.failed()
        self._leads = False
        discard_connection()
        logger.warning("%s waits for the database: %s", what, error)

    def _is_patience_over(self) -> bool:
        self._patience.compare(clock(), boottime())
        return self._patience.is_over(boottime())
