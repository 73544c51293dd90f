"""No outside call inside a transaction."""

from __future__ import annotations

import pytest
from django.db import transaction

from jobs.definition.errors import CallInsideTransaction
from jobs.front.guard import forbid_transaction


@pytest.mark.django_db
def test_the_transaction_of_a_test_does_not_count() -> None:
    forbid_transaction("a call")


@pytest.mark.django_db
@pytest.mark.parametrize("savepoint", [True, False])
def test_a_transaction_inside_a_test_counts(savepoint: bool) -> None:
    with pytest.raises(CallInsideTransaction, match="the provider") as caught, transaction.atomic(savepoint=savepoint):
        forbid_transaction("the provider")
    assert caught.value.what == "the provider"
    forbid_transaction("a call")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_counts() -> None:
    forbid_transaction("a call")
    with pytest.raises(CallInsideTransaction), transaction.atomic():
        forbid_transaction("a call")


@pytest.mark.django_db(transaction=True)
def test_a_transaction_managed_by_hand_counts() -> None:
    transaction.set_autocommit(False)
    try:
        with pytest.raises(CallInsideTransaction):
            forbid_transaction("a call")
    finally:
        transaction.rollback()
        transaction.set_autocommit(True)


def test_without_a_connection_there_is_no_transaction() -> None:
    forbid_transaction("a call")
