"""Who sees the console, and who may do what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from jobs.models import AuditEntry, Job
from tests.jobs.console.conftest import Login
from tests.jobs.queries.builders import a_dead_job, a_job

pytestmark = pytest.mark.django_db

PAGES = ["overview", "jobs", "failures", "stories", "search", "effects"]
ACTIONS = [
    ("retry-job", "retry_job", "dead"),
    ("discard-job", "discard_job", "dead"),
    ("cancel-job", "cancel_job", "scheduled"),
]
GROUP_ACTIONS = [("retry-group", "retry_job"), ("discard-group", "discard_job")]


def target(state: str) -> Job:
    return a_dead_job() if state == "dead" else a_job(state, age=-3600)


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_sent_to_the_login_and_back(page: str):
    answer = Client().get(reverse(f"console:{page}"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(f"/admin/login/?next={reverse(f'console:{page}')}")


@pytest.mark.parametrize("page", PAGES)
def test_customers_with_an_account_are_not_staff(login: Login, page: str):
    assert login("view_job", is_staff=False).get(reverse(f"console:{page}")).status_code == 302


@pytest.mark.parametrize("page", PAGES)
def test_staff_who_may_not_see_jobs_are_told_so(login: Login, page: str):
    answer = login("retry_job").get(reverse(f"console:{page}"))
    assert answer.status_code == 403
    assert b"jobs.view_job" in answer.content


@pytest.mark.parametrize(("action", "permission", "state"), ACTIONS)
def test_an_action_needs_its_own_permission(login: Login, action: str, permission: str, state: str):
    job = target(state)
    others = {"view_job", "retry_job", "discard_job", "cancel_job"} - {permission}
    answer = login(*others).post(reverse(f"console:{action}", args=[job.id]))
    assert answer.status_code == 403
    assert Job.objects.get(pk=job.pk).state == state
    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize(("action", "permission", "state"), ACTIONS)
def test_an_action_without_the_right_to_see_is_refused(login: Login, action: str, permission: str, state: str):
    job = target(state)
    assert login(permission).post(reverse(f"console:{action}", args=[job.id])).status_code == 403
    assert Job.objects.get(pk=job.pk).state == state


@pytest.mark.parametrize(("action", "permission", "state"), ACTIONS)
def test_strangers_change_nothing(action: str, permission: str, state: str):
    job = target(state)
    answer = Client().post(reverse(f"console:{action}", args=[job.id]))
    assert answer["Location"].endswith(f"next={reverse('console:overview')}")
    assert Job.objects.get(pk=job.pk).state == state


@pytest.mark.parametrize(("action", "permission", "state"), ACTIONS)
def test_with_the_permission_it_is_done(login: Login, action: str, permission: str, state: str):
    job = target(state)
    assert login("view_job", permission).post(reverse(f"console:{action}", args=[job.id])).status_code == 302
    assert Job.objects.get(pk=job.pk).state != state


@pytest.mark.parametrize(("action", "permission"), GROUP_ACTIONS)
def test_groups_ask_for_the_same_permission(login: Login, action: str, permission: str):
    job = a_dead_job()
    others = {"view_job", "retry_job", "discard_job", "cancel_job"} - {permission}
    assert login(*others).post(reverse(f"console:{action}", args=[job.fingerprint])).status_code == 403
    assert Job.objects.get(pk=job.pk).state == "dead"


@pytest.mark.parametrize("action", ["retry-job", "cancel-job"])
def test_following_a_link_changes_nothing(staff: Client, action: str):
    assert staff.get(reverse(f"console:{action}", args=[a_dead_job().id])).status_code == 405


def test_actions_want_the_csrf_token(staff: Client):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = staff.cookies
    job = a_dead_job()
    assert strict.post(reverse("console:retry-job", args=[job.id])).status_code == 403
    assert Job.objects.get(pk=job.pk).state == "dead"
