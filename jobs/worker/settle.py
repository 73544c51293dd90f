"""Write the end of an attempt, however long the database stays away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import InterfaceError, OperationalError, connection

from jobs.ledger.claim import Claim
from jobs.ledger.database import discard_connection
from jobs.ledger.finish import End, finish

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 2.0


def settle(claim: Claim, end: End, give_up: Callable[[], bool] = lambda: False) -> bool:
    """Finish; retried while the database is away. `False` when the job was no longer ours (or is written already)."""
    _leave_transactions()
    pause = 0.1
    while True:
        try:
            return finish(claim, end)
        except (OperationalError, InterfaceError) as error:
            discard_connection()
            if give_up():
                raise
            logger.warning("the end of a job waits for the database: %s", error, extra={"job": str(claim.job_id)})
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def _leave_transactions() -> None:
    """A task may have left its connection in a transaction, broken or not: what it did not commit is gone."""
    if connection.connection is not None and (connection.in_atomic_block or not connection.get_autocommit()):
        discard_connection()
