"""Signs of life: the row in the database, RQ's view in Redis, and the lease of the running job."""

from __future__ import annotations

import logging
import platform
import time
from collections.abc import Sequence

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from jobs.ledger import processes
from jobs.ledger.claim import renew
from jobs.ledger.database import discard_connection
from jobs.models import WorkerProcess
from jobs.transport import registration
from jobs.transport.away import TransportAway
from jobs.upkeep.machine import BEAT_SECONDS, identity
from jobs.upkeep.reap import free_gone_namesake
from jobs.worker.board import Board, Glance, Running
from jobs.worker.orphans import Orphans
from jobs.worker.roster import Roster

logger = logging.getLogger(__name__)

SHOW_SECONDS = 1.0  # RQ's view of a worker is right again so soon after Redis was emptied


class Pulse:
    """Beats by time, not per job. Nothing here raises when the database or Redis is away."""

    def __init__(self, name: str, queues: Sequence[str], board: Board, orphans: Orphans, roster: Roster) -> None:
        self._board, self._orphans, self._roster = board, orphans, roster
        self._born = timezone.now()
        self._identity = identity(name, WorkerProcess.Kind.WORKER, queues)
        self._beat_at = self._show_at = self._renew_at = 0.0
        self._adopted: list[str] = []
        self.is_known = False  # to the neighbours: what it takes before, nobody could free at once

    def beat(self) -> None:
        """Say that the worker lives, if it is time."""
        if time.monotonic() >= self._beat_at:
            self._beat_at = time.monotonic() + BEAT_SECONDS
            self._beat_in_database()
        if time.monotonic() >= self._show_at:
            shown = self._beat_in_redis()
            # A hung Redis costs its time limit at each try: the parent has a child to watch.
            self._show_at = time.monotonic() + (SHOW_SECONDS if shown else BEAT_SECONDS)

    def renew(self, running: Running | None) -> bool:
        """Renew the running job's lease in time; `False` when it is lost."""
        if running is None or not running.fence or time.monotonic() < self._renew_at:
            return True
        try:
            kept = renew(running.job_id, running.fence, settings.LEASE_SECONDS)
        except (DatabaseError, InterfaceError) as error:
            self._database_failed(error)
            return True  # nobody can take it either
        self._renew_at = time.monotonic() + settings.LEASE_SECONDS / 3
        return kept or self._board.look().running != running  # it ended meanwhile

    def leave(self) -> None:
        """The worker ends in order."""
        try:
            processes.forget(self._identity.name)
        except (DatabaseError, InterfaceError) as error:
            self._database_failed(error)
        try:
            registration.leave(self._identity.name)
        except TransportAway as error:
            logger.warning("Redis is away, its view of this worker expires: %s", error)

    def _beat_in_database(self) -> None:
        try:
            if not self.is_known:
                free_gone_namesake(self._identity.name)
            processes.beat(self._identity, self._adopted)
            self.is_known = True
            adopted = self._orphans.adopted()
        except (DatabaseError, InterfaceError) as error:
            self._database_failed(error)
            return
        if adopted != self._adopted:
            logger.warning("serving queues that no worker is started for", extra={"queue": ",".join(adopted)})
            self._adopted = adopted
            self._roster.write([*self._identity.queues, *adopted])

    def _beat_in_redis(self) -> bool:
        glance = self._board.look()
        presence = registration.Presence(
            name=self._identity.name,
            host=self._identity.host,
            pid=self._identity.pid,
            queues=[*self._identity.queues, *self._adopted],
            born=self._born,
            python=platform.python_version(),
            running=(glance.running.queue, str(glance.running.job_id)) if glance.running else None,
            done=glance.done,
            failed=glance.failed,
        )
        try:
            registration.beat(presence)
            self._take_back(glance)
        except TransportAway as error:
            logger.warning("Redis is away: %s", error)
            return False
        return True

    def _take_back(self, shown: Glance) -> None:
        """A job that ended while it was written as running may have been given back before."""
        now = self._board.look().running
        if shown.running is not None and (now is None or now.job_id != shown.running.job_id):
            registration.hide(self._identity.name, shown.running.queue, str(shown.running.job_id))

    def _database_failed(self, error: Exception) -> None:
        discard_connection()
        logger.warning("the database is away: %s", error)
