"""No outside call inside a database transaction."""

from __future__ import annotations

from django.db import connections

from jobs.definition.errors import CallInsideTransaction


def forbid_transaction(what: str) -> None:
    """Raise `CallInsideTransaction` when any database connection of this thread is inside a transaction.

    The transaction that Django's test case wraps around a test does not count.
    """
    for connection in connections.all(initialized_only=True):
        blocks = connection.atomic_blocks
        by_hand = not blocks and connection.connection is not None and not connection.autocommit
        if by_hand or any(not getattr(block, "_from_testcase", False) for block in blocks):
            raise CallInsideTransaction(what)
