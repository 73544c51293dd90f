"""Rows of living processes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jobs.ledger.processes import Identity, all_rows, beat, forget, served_queues
from jobs.models import WorkerProcess
from tests.jobs.builders import age

pytestmark = pytest.mark.django_db


def identity(name: str = "worker-1", kind: str = "worker", queues: tuple[str, ...] = ("high", "default")) -> Identity:
    return Identity(
        name=name, kind=kind, host="box", machine="boot:4026531836", pid=17, pid_started=123_456_789_012, queues=queues
    )


def test_a_beat_makes_the_row_and_keeps_its_birth() -> None:
    beat(identity())
    age("jobs_workerprocess", "started_at", 100)
    age("jobs_workerprocess", "beat_at", 100)
    assert all_rows() == [("worker-1", "boot:4026531836", 17, 123_456_789_012, True)]
    beat(identity(), adopted=["low"])
    found = WorkerProcess.objects.get()
    assert found.adopted == "low"
    assert (found.beat_at - found.started_at).total_seconds() == pytest.approx(100, abs=5)
    assert all_rows() == [("worker-1", "boot:4026531836", 17, 123_456_789_012, False)]


def test_a_name_used_again_names_its_new_process() -> None:
    beat(identity())
    beat(replace(identity(), pid=18, pid_started=5))
    assert all_rows() == [("worker-1", "boot:4026531836", 18, 5, False)]


def test_queues_are_served_by_workers_that_live() -> None:
    beat(identity("silent", queues=("low",)))
    age("jobs_workerprocess", "beat_at", 20)
    beat(identity())
    beat(identity("scheduler-1", kind="scheduler", queues=("webhooks",)))
    assert served_queues(15.0) == {"high", "default"}
    assert served_queues(60.0) == {"high", "default", "low"}


def test_a_process_that_ended_in_order_is_forgotten() -> None:
    beat(identity())
    forget("worker-1")
    assert all_rows() == []
