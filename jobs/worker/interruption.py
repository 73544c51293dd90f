"""Did an attempt end because the database or Redis was away? Then it is interrupted, not failed."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import DatabaseError, InterfaceError, OperationalError

from jobs.definition.errors import LeaseLost
from jobs.ledger.claim import Claim
from jobs.ledger.database import discard_connection, is_away
from jobs.ledger.interruptions import interrupted_in_a_row
from jobs.transport.away import is_connection_failure
from jobs.worker.settle import leave_transactions

MOST_IN_A_ROW = 10


def interruption(error: BaseException) -> str:
    """In words why the attempt was interrupted, or empty when it failed by its own doing."""
    for link in _chain(error):
        if isinstance(link, LeaseLost):
            return "the worker lost its lease"
        if isinstance(link, OperationalError | InterfaceError) and is_away(link):
            return "the database was away"
        if is_connection_failure(link):
            return "Redis was away"
    return ""


def interrupts_itself(claim: Claim) -> bool:
    """Whether the job was interrupted ten times in a row, and yet the database answers.

    Then it is the job's own doing (a transaction left idle, another Redis it cannot reach): uncounted, it would run
    for ever.
    """
    leave_transactions()
    try:
        return interrupted_in_a_row(claim, MOST_IN_A_ROW) >= MOST_IN_A_ROW
    except (DatabaseError, InterfaceError):
        discard_connection()
        return False


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen:
        seen.add(id(link))
        yield link
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
