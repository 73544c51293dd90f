"""The jobs of the dead are freed, those of the living are not."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from jobs.ledger.database import clock
from jobs.upkeep import reap
from tests.jobs.builders import claimed, row

pytestmark = pytest.mark.django_db(transaction=True)


def _answers(*values: bool) -> Iterator[bool]:
    return iter(values)


def test_a_lease_that_ran_out_frees_its_job() -> None:
    mine = claimed(lease_seconds=-1.0)
    assert reap.free_expired(lambda: True) == 1
    assert row(mine.job_id).state == "queued"


def test_while_owners_may_not_have_been_able_to_renew_nothing_is_freed() -> None:
    mine = claimed(lease_seconds=-1.0)
    assert reap.free_expired(lambda: False) == 0
    assert row(mine.job_id).state == "running"


def test_a_database_that_hung_over_the_question_frees_nothing() -> None:
    mine = claimed(lease_seconds=-1.0)
    answers = _answers(True, False)
    assert reap.free_expired(lambda: next(answers)) == 0
    assert row(mine.job_id).state == "running"


def test_the_databases_clock_is_in_seconds() -> None:
    assert clock() == pytest.approx(clock(), abs=1.0)
    assert 1.7e9 < clock() < 4e9
