"""The scheduler class that `manage.py rqscheduler` starts through django-rq's settings."""

from __future__ import annotations

import logging
import time
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, InterfaceError

from jobs.ledger import processes
from jobs.ledger.database import discard_connection
from jobs.models import WorkerProcess
from jobs.transport.rqscheduler import RQScheduler
from jobs.upkeep.bell import Bell
from jobs.upkeep.machine import BEAT_SECONDS, identity
from jobs.upkeep.rounds import Rounds

logger = logging.getLogger(__name__)

TURN_SECONDS = 0.5  # whatever --interval says: a retry that is due in a second must not wait for a minute


class Scheduler(RQScheduler):
    """Delayed jobs and retries, relay, reconcile. Any number may run; Redis may be away at start."""

    def run(self, burst: bool = False) -> None:  # noqa: FBT001, FBT002  rq-scheduler's signature
        """Work until stopped; with `burst` one round."""
        name = f"scheduler-{uuid4().hex[:12]}"
        rounds = Rounds(name, tuple(settings.RQ_QUEUES), settings.LEASE_SECONDS)
        me = identity(name, WorkerProcess.Kind.SCHEDULER, ())
        beat_at = 0.0
        with Bell() as bell:
            while not bell.stops:
                if time.monotonic() >= beat_at:
                    beat_at = time.monotonic() + BEAT_SECONDS
                    _beat(me)
                rounds.tick()
                if burst:
                    break
                bell.wait(TURN_SECONDS)
        rounds.hand_over()
        _leave(me)


def _beat(me: processes.Identity) -> None:
    try:
        processes.beat(me)
    except (DatabaseError, InterfaceError) as error:
        discard_connection()
        logger.warning("the database is away: %s", error)


def _leave(me: processes.Identity) -> None:
    try:
        processes.forget(me.name)
    except (DatabaseError, InterfaceError):
        discard_connection()
