"""What staff decide from the console, and what is written about it."""

from __future__ import annotations

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from jobs.console import decide
from jobs.models import AuditEntry, Job
from tests.jobs.queries.builders import a_dead_job, a_job, ago

pytestmark = pytest.mark.django_db


def post(staff: Client, action: str, name: object, **data: str) -> str:
    """Do it; the sentence staff read."""
    answer = staff.post(reverse(f"console:{action}", args=[name]), data)
    *_, message = get_messages(answer.wsgi_request)
    return str(message)


def test_a_dead_job_can_be_retried_once(staff: Client):
    job = a_dead_job(tries_used=3, attempt=3)
    assert post(staff, "retry-job", job.id).startswith("Retried")
    assert post(staff, "retry-job", job.id) == "Not retried: it is queued."
    job.refresh_from_db()
    assert (job.state, job.tries_used, job.attempt, job.dead_at) == ("queued", 0, 3, None)
    assert AuditEntry.objects.count() == 1


def test_the_audit_says_who_did_what_from_where(staff: Client):
    job = a_dead_job()
    post(staff, "discard-job", job.id)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.address) == ("discard", f"job {job.id}", "127.0.0.1")
    assert entry.user is not None
    assert entry.username == entry.user.username


def test_a_discarded_job_leaves_the_failures(staff: Client):
    job = a_dead_job()
    post(staff, "discard-job", job.id)
    job.refresh_from_db()
    assert (job.state, job.dead_at) == ("cancelled", None)
    assert "staff-" in job.reason


def test_a_waiting_job_can_be_cancelled_and_a_running_one_not(staff: Client):
    waiting, running = a_job("scheduled", age=-60), a_job("running")
    assert post(staff, "cancel-job", waiting.id) == "Cancelled."
    assert post(staff, "cancel-job", running.id) == "Not cancelled: it is running."


def test_a_retry_names_the_job_that_holds_the_unique_key(staff: Client):
    job = a_dead_job(unique_key="book:7")
    holder = a_job("running", unique_key="book:7")
    sentence = post(staff, "retry-job", job.id)
    assert sentence == f"Not retried: job {holder.id} has the same unique key and has not ended."
    assert not AuditEntry.objects.exists()


def test_a_job_that_was_pruned_meanwhile_is_said_to_be_gone(staff: Client):
    job = a_dead_job()
    url_id = job.id
    job.delete()
    assert "the ledger does not have it" in post(staff, "retry-job", url_id)


def test_a_group_is_retried_together_with_one_audit_row(staff: Client):
    jobs = [a_dead_job() for _ in range(3)]
    other = a_dead_job(fingerprint="e" * 32)
    assert post(staff, "retry-group", jobs[0].fingerprint) == "3 jobs retried."
    assert set(Job.objects.filter(state="queued")) == set(jobs)
    assert Job.objects.get(pk=other.pk).state == "dead"
    assert AuditEntry.objects.get().detail == {"jobs": 3, "refused": 0}


def test_one_click_retries_no_more_than_the_bound_oldest_first(staff: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(decide, "BOUND", 2)
    young, old, older = a_dead_job(dead_at=ago(1)), a_dead_job(dead_at=ago(50)), a_dead_job(dead_at=ago(90))
    assert post(staff, "retry-group", young.fingerprint, jobs="all") == "2 jobs retried."
    assert set(Job.objects.filter(state="queued")) == {old, older}


def test_the_bound_is_a_hundred():
    assert decide.BOUND == 100


def test_a_canary_is_the_newest_and_its_page_opens(staff: Client):
    old, young = a_dead_job(dead_at=ago(90)), a_dead_job(dead_at=ago(5))
    answer = staff.post(reverse("console:retry-group", args=[old.fingerprint]), {"jobs": "one"})
    assert answer["Location"] == reverse("console:job", args=[young.id])
    assert Job.objects.get(pk=old.pk).state == "dead"


def test_what_cannot_be_retried_does_not_stop_the_rest(staff: Client):
    free, taken = a_dead_job(), a_dead_job(unique_key="book:7")
    a_job("queued", unique_key="book:7")
    sentence = post(staff, "retry-group", free.fingerprint)
    assert sentence.startswith("1 job retried. 1 not: job ")
    assert Job.objects.get(pk=taken.pk).state == "dead"


def test_jobs_without_a_fingerprint_are_a_group_too(staff: Client):
    job = a_dead_job(fingerprint="")
    assert post(staff, "discard-group", "-") == "1 job discarded."
    assert Job.objects.get(pk=job.pk).state == "cancelled"


def test_discarding_asks_first_and_says_the_number(staff: Client):
    group, *_ = [a_dead_job().fingerprint for _ in range(3)]
    page = staff.get(reverse("console:discard-group", args=[group])).content.decode()
    assert "Discard 3 dead jobs?" in page
    assert Job.objects.filter(state="dead").count() == 3


def test_an_empty_group_says_that_nothing_was_done(staff: Client):
    assert post(staff, "retry-group", "abc") == "Nothing was retried."


def test_the_way_back_never_leaves_the_site(staff: Client):
    job = a_dead_job()
    answer = staff.post(reverse("console:retry-job", args=[job.id]), {"next": "https://elsewhere.example/"})
    assert answer["Location"] == reverse("console:job", args=[job.id])
