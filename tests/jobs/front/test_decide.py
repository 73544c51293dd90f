"""Decisions about several jobs: what stands in the way of one stops no other."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.test import RequestFactory

from jobs.front.decide import Verb, decide_each, decide_together
from jobs.ledger import decisions
from jobs.models import AuditEntry, Job
from tests.jobs.commands.cast import a_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of_nobody(rf: RequestFactory) -> HttpRequest:
    request = rf.post("/")
    request.user = AnonymousUser()
    return request


@pytest.fixture
def blocked_and_free(monkeypatch: pytest.MonkeyPatch) -> tuple[Job, Job]:
    """Two dead jobs; the unique key of the first is taken by one that ends between the attempt and the look."""
    a_job("queued", unique_key="order:1")
    monkeypatch.setattr(decisions, "holder_of", lambda _key: None)
    return a_job("dead", unique_key="order:1"), a_job("dead")


def states() -> list[str]:
    return sorted(Job.objects.values_list("state", flat=True))


def test_a_holder_that_ends_at_this_moment_refuses_one_job(blocked_and_free: tuple[Job, Job]):
    refused = decide_each(Verb.RETRY, [job.pk for job in blocked_and_free], user=None)

    blocked = blocked_and_free[0].pk
    assert list(refused) == [blocked]
    assert refused[blocked].startswith(f"Job {blocked} was not retried: another job held its unique key")
    assert states() == ["dead", "queued", "queued"]


def test_a_group_goes_on_without_the_job_that_is_refused(
    blocked_and_free: tuple[Job, Job], request_of_nobody: HttpRequest
):
    refused = decide_together(Verb.RETRY, [job.pk for job in blocked_and_free], "group abc", request=request_of_nobody)

    assert list(refused) == [blocked_and_free[0].pk]
    assert states() == ["dead", "queued", "queued"]
    entry = AuditEntry.objects.get()
    assert (entry.target, entry.detail) == ("group abc", {"jobs": 1, "refused": 1})
