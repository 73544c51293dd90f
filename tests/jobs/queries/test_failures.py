"""Failure groups."""

from __future__ import annotations

import pytest
from django.utils import timezone

from jobs.queries.failures import dead_jobs, deaths_per_hour, failure_groups, find_group, oldest_dead_ids
from tests.jobs.queries.builders import a_dead_job, ago

pytestmark = pytest.mark.django_db


def test_groups_are_sorted_by_size_and_tell_of_their_newest():
    for seconds in (300, 5, 100):
        a_dead_job(fingerprint="big", error=f"after {seconds}", dead_at=ago(seconds))
    a_dead_job(fingerprint="small")
    big, small = failure_groups()
    assert (big.fingerprint, big.size, big.error, small.size) == ("big", 3, "after 5", 1)
    assert big.first < ago(290) < big.last


def test_decided_jobs_are_in_no_group():
    a_dead_job(dead_at=None)
    assert failure_groups() == []


def test_jobs_without_fingerprint_have_an_address_too():
    job = a_dead_job(fingerprint="")
    group = find_group("-")
    assert group is not None
    assert (group.slug, group.newest_id) == ("-", job.id)


def test_the_oldest_are_decided_first_and_the_newest_shown_first():
    young, old = a_dead_job(dead_at=ago(5)), a_dead_job(dead_at=ago(500))
    assert oldest_dead_ids(young.fingerprint, 9) == [old.id, young.id]
    assert [row.id for row in dead_jobs(young.fingerprint, 9)] == [young.id, old.id]


def test_deaths_are_counted_by_the_hour_they_fell_in():
    for seconds in (60, 120, 3700, 90_000):
        a_dead_job(fingerprint="x", dead_at=ago(seconds))
    assert deaths_per_hour(["x"], timezone.now())["x"][-3:] == [0, 1, 2]
