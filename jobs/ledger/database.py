"""Raw statements on the ledger's connection, the same text for PostgreSQL and SQLite but for a few fragments.

The hot path (claim, finish, renew) goes without the ORM: it would cost most of a job. Statements carry `{now}` and
`{later}`; all times are the database's clock.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    connections,
)
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Dialect:
    """Fragments that differ. `later` takes one parameter: seconds from now."""

    now: str
    later: str
    locking: str  # after a SELECT whose rows are about to change

    def render(self, statement: str) -> str:
        """The statement with this database's fragments."""
        return statement.replace("{now}", self.now).replace("{later}", self.later).replace("{locking}", self.locking)


# SQLite has no clock of its own: its functions read the host's, with milliseconds. Padded to Django's stored form.
_SQLITE_NOW = "strftime('%%Y-%%m-%%d %%H:%%M:%%f000', 'now')"
_SQLITE_LATER = "strftime('%%Y-%%m-%%d %%H:%%M:%%f000', 'now', printf('%%+.3f seconds', %s))"

POSTGRESQL = Dialect(
    now="clock_timestamp()", later="(clock_timestamp() + make_interval(secs => %s))", locking="FOR UPDATE SKIP LOCKED"
)
SQLITE = Dialect(now=_SQLITE_NOW, later=_SQLITE_LATER, locking="")


def is_postgresql() -> bool:
    """Whether the ledger lives in PostgreSQL (else SQLite)."""
    return connection.vendor == "postgresql"


@cache
def _rendered(statement: str, vendor: str) -> str:
    return (POSTGRESQL if vendor == "postgresql" else SQLITE).render(statement)


def query(statement: str, parameters: Sequence[Any] = ()) -> list[Row]:
    """Run a statement that returns rows."""
    wrapper = connections[DEFAULT_DB_ALIAS]  # once: every look through the proxy costs as much as a small function
    if wrapper.vendor == "postgresql":
        return _prepared(wrapper, _rendered(statement, "postgresql"), parameters)
    with wrapper.cursor() as cursor:
        cursor.execute(_rendered(statement, wrapper.vendor), [_sqlite_value(value) for value in parameters])
        return list(cursor.fetchall())


def execute(statement: str, parameters: Sequence[Any] = ()) -> int:
    """Run a statement and return how many rows it changed."""
    vendor = connection.vendor
    with connection.cursor() as cursor:
        values = parameters if vendor == "postgresql" else [_sqlite_value(value) for value in parameters]
        cursor.execute(_rendered(statement, vendor), values)
        return int(cursor.rowcount)


def _prepared(wrapper: BaseDatabaseWrapper, statement: str, parameters: Sequence[Any]) -> list[Row]:
    """Server-side parameters and a prepared plan; Django's own cursors interpolate on the client and cannot prepare."""
    from psycopg import Cursor

    wrapper.ensure_connection()
    with wrapper.wrap_database_errors, Cursor(wrapper.connection) as cursor:
        return list(cursor.execute(statement, parameters).fetchall())


def _sqlite_value(value: Any) -> Any:
    return value.hex if isinstance(value, UUID) else value


def as_uuid(value: Any) -> UUID:
    """A UUID as either database returns it."""
    return value if isinstance(value, UUID) else UUID(value)


def clock() -> float:
    """The database's clock, in seconds since 1970."""
    if is_postgresql():
        return float(query("SELECT EXTRACT(EPOCH FROM clock_timestamp())")[0][0])
    return float(query("SELECT (julianday('now') - 2440587.5) * 86400.0")[0][0])


def is_reachable() -> bool:
    """Whether the database answers on this process's connection right now."""
    try:
        connection.ensure_connection()
        return bool(connection.is_usable())
    except DatabaseError:
        return False
    except Exception:  # noqa: BLE001  drivers raise their own classes while a server starts or stops
        return False


def discard_connection() -> None:
    """Drop the connection whatever state a job left it in: the next statement opens a new one."""
    connection.in_atomic_block = False
    connection.closed_in_transaction = False  # else Django keeps the closed one until the transaction is left
    connection.close()


# PostgreSQL: connection exceptions, and what a server says while it stops or starts.
_CONNECTION_STATES = ("08", "57P01", "57P02", "57P03")
_BUSY = ("database is locked", "database table is locked")


def is_away(error: OperationalError | InterfaceError) -> bool:
    """Whether the database could not be reached or was busy, so that the same statement may work later."""
    if any(text in str(error) for text in _BUSY):
        return True
    state = getattr(error.__cause__, "sqlstate", "absent")
    if state == "absent":  # not PostgreSQL: SQLite has no connection to lose
        return isinstance(error, InterfaceError)
    return state is None or state.startswith(_CONNECTION_STATES)


_most_seconds: float | None = None


def limit_statements(seconds: float | None) -> None:
    """New connections of this process wait for a statement, or for SQLite's one writer, at most so long.

    For a process that watches others: while it waits it neither kills nor renews. `None`: as the settings say.
    """
    global _most_seconds
    _most_seconds = seconds


def _bound(connection: BaseDatabaseWrapper, **_: Any) -> None:
    if _most_seconds is None:
        return
    name = "statement_timeout =" if connection.vendor == "postgresql" else "busy_timeout ="
    with connection.cursor() as cursor:
        verb = "SET" if connection.vendor == "postgresql" else "PRAGMA"
        cursor.execute(f"{verb} {name} {int(_most_seconds * 1000)}")


connection_created.connect(_bound, dispatch_uid="jobs.ledger.database")
