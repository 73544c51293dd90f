"""Dead letters in the admin: retried and discarded by whoever may, each with its audit row."""

from __future__ import annotations

from itertools import product

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.test import Client

from jobs.admin import failed_job
from jobs.models import AuditEntry, Job
from tests.jobs.commands.cast import a_job

pytestmark = pytest.mark.django_db
PAGE = "/admin/jobs/failedjob/"


def staff(client: Client, *codenames: str) -> User:
    anna = User.objects.create_user("anna", is_staff=True)
    anna.user_permissions.set(Permission.objects.filter(codename__in=[*codenames, "view_failedjob"]))
    client.force_login(anna)
    return anna


def act(client: Client, action: str, *jobs: Job) -> list[str]:
    answer = client.post(PAGE, {"action": action, "index": "0", "_selected_action": [str(job.pk) for job in jobs]})
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.mark.parametrize(
    ("permission", "action"), list(product(["", "retry_job", "discard_job", "cancel_job"], ["retry", "discard"]))
)
def test_an_action_needs_its_own_permission(client: Client, permission: str, action: str):
    staff(client, permission)
    job = a_job("dead")

    act(client, action, job)

    job.refresh_from_db()
    may = permission == f"{action}_job"
    assert job.state == ({"retry": "queued", "discard": "cancelled"}[action] if may else "dead")
    assert AuditEntry.objects.count() == may


def test_a_retry_is_audited_with_who_and_what(client: Client):
    anna, job = staff(client, "retry_job"), a_job("dead")

    assert act(client, "retry", job) == ["1 of 1 jobs retried."]

    entry = AuditEntry.objects.get()
    assert (entry.user, entry.action, entry.target) == (anna, "retry", f"job {job.pk}")


def test_a_refused_retry_names_both_jobs_and_the_others_go_on(client: Client):
    staff(client, "retry_job")
    dead, holder = a_job("dead", unique_key="order:1"), a_job("queued", unique_key="order:1")
    other = a_job("dead")

    said = act(client, "retry", dead, other)

    assert said[0] == "1 of 2 jobs retried."
    assert str(dead.pk) in said[1]
    assert str(holder.pk) in said[1]
    assert AuditEntry.objects.count() == 1


def test_an_action_is_bounded_and_says_so(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(failed_job, "MOST_AT_ONCE", 2)
    staff(client, "discard_job")

    said = act(client, "discard", *[a_job("dead") for _ in range(3)])

    assert said == ["2 of 2 jobs discarded.", "Only 2 at once: do it again for the rest."]
    assert Job.objects.filter(state="dead").count() == 1


def test_without_leave_to_see_there_is_no_page(client: Client):
    client.force_login(User.objects.create_user("nobody", is_staff=True))

    assert client.get(PAGE).status_code == 403


def test_the_list_shows_only_what_awaits_a_decision(client: Client):
    staff(client)
    dead, done = a_job("dead"), a_job("succeeded")

    text = client.get(PAGE).content.decode()

    assert str(dead.pk) in text
    assert str(done.pk) not in text
