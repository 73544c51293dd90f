"""Write the end of an attempt, however long the database stays away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection

from jobs.ledger.claim import Claim, give_back
from jobs.ledger.database import discard_connection, is_away
from jobs.ledger.finish import End, finish
from jobs.ledger.reap import running_under
from jobs.ledger.turnover import Turnover, finish_and_claim

logger = logging.getLogger(__name__)

LONGEST_PAUSE = 2.0
MOST_REFUSALS = 5


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


def settle_and_claim(claim: Claim, end: End, next_id: UUID, otherwise: Callable[[Exception], End]) -> Turnover:
    """`settle`, and the claim of the next job in the same commit when all goes well."""
    leave_transactions()
    try:
        return finish_and_claim(claim, end, next_id, settings.LEASE_SECONDS)
    except (DatabaseError, InterfaceError) as error:
        logger.warning("two jobs part again: %s", error, extra={"job": str(claim.job_id)})
        discard_connection()
    ended = settle(claim, end, otherwise)
    if (unsure := running_under(next_id, claim.owner)) is not None:  # committed, and only the answer was lost
        give_back(unsure)
    return Turnover(ended, None)


def _patiently(claim: Claim, end: End) -> bool:
    pause, refusals = 0.1, 0
    while True:
        try:
            return finish(claim, end)
        except (OperationalError, InterfaceError) as error:
            discard_connection()
            refusals += not is_away(error)  # a statement timeout may pass; one that always comes is an answer
            if refusals > MOST_REFUSALS:
                raise
            logger.warning("the end of a job waits for the database: %s", error, extra={"job": str(claim.job_id)})
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def leave_transactions() -> None:
    """A task may have left its connection in a transaction, broken or not: what it did not commit is gone."""
    if connection.connection is not None and (connection.in_atomic_block or not connection.get_autocommit()):
        discard_connection()
