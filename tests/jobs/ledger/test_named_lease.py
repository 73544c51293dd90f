"""One process at a time does what a name stands for."""

from __future__ import annotations

import pytest

from jobs.ledger.named_lease import give_up, take
from jobs.models import Lease
from tests.jobs.builders import age, at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_owner_holds_it_and_may_renew() -> None:
    assert take("relay", "worker-1", 30.0)
    assert not take("relay", "worker-2", 30.0)
    assert take("relay", "worker-1", 30.0)
    assert take("restore", "worker-2", 30.0), "another name is another lease"


def test_it_falls_to_the_next_when_it_has_run_out() -> None:
    take("relay", "worker-1", 30.0)
    age("jobs_lease", "until", 31)
    assert take("relay", "worker-2", 30.0)
    assert not take("relay", "worker-1", 30.0)


def test_of_ten_processes_one_takes_it_also_when_it_has_run_out() -> None:
    assert sum(at_once(10, lambda index: take("relay", f"worker-{index}", 30.0))) == 1
    age("jobs_lease", "until", 31)
    assert sum(at_once(10, lambda index: take("relay", f"new-{index}", 30.0))) == 1


def test_giving_up_frees_only_ones_own() -> None:
    take("relay", "worker-1", 30.0)
    give_up("relay", "worker-2")
    assert Lease.objects.exists()
    give_up("relay", "worker-1")
    assert take("relay", "worker-2", 30.0)
