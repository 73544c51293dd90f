"""The jobs of the dead are freed, those of the living are not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace

import pytest

from jobs.ledger import processes
from jobs.ledger.database import clock
from jobs.ledger.processes import Identity
from jobs.upkeep import machine, reap
from jobs.upkeep.machine import identity
from tests.jobs.builders import claimed, row

pytestmark = pytest.mark.django_db(transaction=True)
GONE = 2**22 + 1  # above every pid that Linux gives


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


def _process(name: str, pid: int) -> Identity:
    return replace(identity(name, "worker", ["default"]), pid=pid)


def test_what_a_dead_namesake_left_is_freed_before_its_name_is_used_again() -> None:
    mine = claimed("reused")
    processes.beat(_process("reused", GONE))
    assert reap.free_gone_namesake("reused") == 1
    assert row(mine.job_id).state == "queued"
    assert processes.all_rows() == []


def test_a_living_namesake_and_other_dead_are_left_alone() -> None:
    claimed("alive")
    claimed("another")
    processes.beat(_process("alive", os.getpid()))
    processes.beat(_process("another", GONE))
    assert reap.free_gone_namesake("alive") == 0
    assert len(processes.all_rows()) == 2


def test_a_process_that_proc_hides_is_not_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: int, __: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert not machine.is_gone(machine.machine_id(), GONE, 17)


def test_a_pid_used_again_and_a_pid_unused_are_gone() -> None:
    assert machine.is_gone(machine.machine_id(), os.getpid(), 17)
    assert machine.is_gone(machine.machine_id(), GONE, 17)
    assert not machine.is_gone("another machine", GONE, 17)
