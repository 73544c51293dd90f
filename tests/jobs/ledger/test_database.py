"""Statements on the ledger's connection, and what is left of a connection that a job has mistreated."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction

from jobs.ledger.database import discard_connection, execute, is_postgresql, is_reachable, query
from jobs.models import Lease
from tests.jobs.builders import queued, row

pytestmark = pytest.mark.django_db(transaction=True)
_INSERT = "INSERT INTO jobs_lease (name, owner, until) VALUES (%s, 'x', {now}) RETURNING name"


def test_errors_are_djangos_and_leave_the_transaction_as_djangos_do() -> None:
    with transaction.atomic():
        query(_INSERT, ["a"])
        with pytest.raises(IntegrityError), transaction.atomic():
            query(_INSERT, ["a"])
        query(_INSERT, ["b"])
    assert Lease.objects.count() == 2


def test_statements_take_part_in_the_surrounding_transaction() -> None:
    with transaction.atomic():
        query(_INSERT, ["a"])
        execute("UPDATE jobs_lease SET owner = %s", ["y"])
        transaction.set_rollback(True)
    assert not Lease.objects.exists()


def test_the_databases_clock_goes_on_inside_a_transaction_on_postgresql() -> None:
    with transaction.atomic():
        first, second = query("SELECT {now}")[0][0], query("SELECT {now}")[0][0]
    assert first < second if is_postgresql() else first <= second


def test_times_are_what_django_reads() -> None:
    query(_INSERT, ["a"])
    stored = Lease.objects.get().until
    assert stored.tzinfo is not None
    query("UPDATE jobs_lease SET until = {later} RETURNING name", [1.5])
    assert 1.4 < (Lease.objects.get().until - stored).total_seconds() < 5


@pytest.mark.parametrize("seconds", [-86400.0, 0.0, 0.001, 1e-7, 3600, 86400.0 * 366 * 10])
def test_later_takes_any_number_of_seconds(seconds: float) -> None:
    query(_INSERT, ["a"])
    before = Lease.objects.get().until
    query("UPDATE jobs_lease SET until = {later} RETURNING name", [seconds])
    assert (Lease.objects.get().until - before).total_seconds() == pytest.approx(seconds, abs=2)


def test_a_reachable_database_says_so() -> None:
    assert is_reachable()


def left_open() -> None:
    transaction.atomic().__enter__()
    queued()


def left_broken() -> None:
    transaction.atomic().__enter__()
    with pytest.raises(Exception, match="syntax"):
        query("SELEKT 1")


def closed_in_transaction() -> None:
    transaction.atomic().__enter__()
    queued()
    connection.close()


def without_autocommit() -> None:
    transaction.set_autocommit(False)
    query(_INSERT, ["a"])


@pytest.mark.parametrize("mistreat", [left_open, left_broken, closed_in_transaction, without_autocommit])
def test_a_discarded_connection_is_replaced_by_a_good_one(mistreat: Callable[[], None]) -> None:
    mistreat()
    discard_connection()
    job = queued()
    assert row(job.id).state == "queued"
    assert not connection.in_atomic_block
    assert connection.get_autocommit()
    assert query("SELECT COUNT(*) FROM jobs_job") == [(1,)], "what was not committed is gone"
    assert not Lease.objects.exists()
