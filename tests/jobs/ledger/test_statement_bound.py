"""A process that watches others does not wait long for the database."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from jobs.ledger.database import limit_statements

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bound() -> Iterator[None]:
    limit_statements(5.0)
    connection.close()
    yield
    limit_statements(None)
    connection.close()


def longest_wait() -> str:
    statement = "SHOW statement_timeout" if connection.vendor == "postgresql" else "PRAGMA busy_timeout"
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return str(cursor.fetchone()[0])


def test_a_new_connection_of_a_watching_process_is_bounded(bound: None) -> None:
    assert longest_wait() in ("5s", "5000")


def test_other_processes_wait_as_the_settings_say() -> None:
    connection.close()
    assert longest_wait() not in ("5s", "5000")
