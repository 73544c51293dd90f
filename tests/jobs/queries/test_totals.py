"""Counts over the whole ledger."""

from __future__ import annotations

import pytest

from jobs.ids import new_id
from jobs.models import Effect, Tally
from jobs.queries.totals import dead_letters, state_counts, unknown_effects
from tests.jobs.queries.builders import a_dead_job, a_job, ago

pytestmark = pytest.mark.django_db


def test_every_state_is_named_even_when_empty():
    assert state_counts() == dict.fromkeys(
        ["scheduled", "queued", "running", "retrying", "held", "succeeded", "dead", "cancelled"], 0
    )


def test_succeeded_goes_on_counting_what_was_pruned():
    a_job("succeeded")
    Tally.objects.create(name="succeeded", total=41)
    assert state_counts()["succeeded"] == 42


def test_dead_means_awaiting_a_decision():
    a_dead_job(), a_dead_job(dead_at=None)
    assert state_counts()["dead"] == dead_letters() == 1


def test_counting_dead_letters_stops_at_the_cap():
    for _ in range(4):
        a_dead_job()
    assert dead_letters(cap=2) == 3


def test_unknown_effects_are_counted():
    for state in ("unknown", "done"):
        Effect.objects.create(key=f"a:{state}", state=state, token=new_id(), started_at=ago(9), wait_until=ago(9))
    assert unknown_effects() == 1
