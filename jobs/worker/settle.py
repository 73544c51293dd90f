"""Write the end of an attempt, however long the database stays away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import DatabaseError, InterfaceError, OperationalError, connection

from jobs.ledger.claim import Claim
from jobs.ledger.database import discard_connection
from jobs.ledger.finish import End, finish

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 2.0


def settle(claim: Claim, end: End, otherwise: Callable[[Exception], End]) -> bool:
    """Finish; retried while the database is away. `False` when the job was no longer ours (or is written already).

    otherwise: the end to write instead when this one cannot be written at all (a child that the database refuses).
    """
    leave_transactions()
    try:
        return _patiently(claim, end)
    except DatabaseError as error:
        logger.warning("the end of a job is tried on a new connection: %s", error, extra={"job": str(claim.job_id)})
        discard_connection()  # with it go prepared plans that no longer fit: after a migration, behind a pooler
    try:
        return _patiently(claim, end)
    except DatabaseError as error:
        logger.exception("the end of a job cannot be written", extra={"job": str(claim.job_id)})
        discard_connection()
        return _patiently(claim, otherwise(error))


def _patiently(claim: Claim, end: End) -> bool:
    pause = 0.1
    while True:
        try:
            return finish(claim, end)
        except (OperationalError, InterfaceError) as error:
            discard_connection()
            logger.warning("the end of a job waits for the database: %s", error, extra={"job": str(claim.job_id)})
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def leave_transactions() -> None:
    """A task may have left its connection in a transaction, broken or not: what it did not commit is gone."""
    if connection.connection is not None and (connection.in_atomic_block or not connection.get_autocommit()):
        discard_connection()
