"""Looks at the database: it takes a write, its tables are those of this code, and processes beat in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from jobs.ledger import named_lease
from jobs.queries.workers import Process, living_processes
from jobs.watch.bounded import BoundedQuestion, NoAnswer
from jobs.watch.finding import Finding, Level


def findings(seconds: float) -> list[Finding]:
    """What was found within `seconds`; a database that is away or hangs is a finding, never an error."""
    try:
        return _question.ask(seconds)
    except NoAnswer:
        return [Finding("database", Level.FAILED, f"The database took no write within {seconds:g} s.")]
    except Exception as error:  # noqa: BLE001  drivers raise their own classes while a server starts or stops
        # The message of a driver holds the address it connects to: only the kind of error is told.
        return [Finding("database", Level.FAILED, f"The database cannot be written ({type(error).__name__}).")]


def _look() -> list[Finding]:
    """Runs in a thread of its own, so on a connection of its own, which goes with it."""
    try:
        if pending := pending_migrations():
            return [Finding("database"), _pending(pending)]
        named_lease.take("health", "probe", 0)  # a write that commits and leaves one row behind, ever
        return [Finding("database"), Finding("migrations"), *_processes(living_processes())]
    finally:
        try:
            connection.close()
        except DatabaseError:
            connection.connection = None


def pending_migrations() -> list[str]:
    """Names of migrations that this code has and the database lacks."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def _pending(names: list[str]) -> Finding:
    shown = ", ".join(names[:5]) + (" …" if len(names) > 5 else "")
    return Finding("migrations", Level.FAILED, f"{len(names)} pending ({shown}): run `manage.py migrate`.")


def _processes(processes: Iterable[Process]) -> list[Finding]:
    kinds = {process.is_worker for process in processes}
    return [
        Finding("workers") if True in kinds else _missing("workers", "No worker is alive: jobs wait."),
        Finding("scheduler")
        if False in kinds
        else _missing("scheduler", "No scheduler is alive: workers do its work, later."),
    ]


def _missing(name: str, cause: str) -> Finding:
    return Finding(name, Level.WARNING, cause)


_question = BoundedQuestion(_look)
