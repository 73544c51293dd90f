"""`manage.py jobs`: questions and decisions from a terminal."""

from __future__ import annotations

import json
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import call_command
from django.core.management.base import CommandError

from jobs.models import AuditEntry, Job
from tests.jobs.commands.cast import a_job

pytestmark = pytest.mark.django_db


def jobs(*words: object) -> str:
    out = StringIO()
    call_command("jobs", *[str(word) for word in words], stdout=out)
    return out.getvalue()


def test_status_has_the_shape_that_scripts_rely_on():
    a_job("queued")
    a_job("dead")

    found = json.loads(jobs("status", "--json"))

    assert set(found) == {"states", "queues", "effects"}
    assert found["states"] == {
        "queued": 1, "running": 0, "scheduled": 0, "retrying": 0, "held": 0, "succeeded": 0, "dead": 1, "cancelled": 0,
    }  # fmt: skip
    assert list(found["queues"])[:3] == ["critical", "high", "default"]
    assert set(found["queues"]["default"]) == {"depth", "oldest_s", "running", "workers"}
    assert found["queues"]["default"]["depth"] == 1
    assert found["effects"] == {"unknown": 0}


def test_status_can_be_read_by_people():
    assert "oldest s" in jobs("status")


def test_list_filters_and_is_bounded():
    for _ in range(3):
        a_job("dead")
    a_job("queued")

    found = json.loads(jobs("list", "--state", "dead", "--limit", "2", "--json"))

    assert [job["state"] for job in found] == ["dead", "dead"]


def test_a_job_is_shown_with_its_arguments_masked():
    job = a_job("queued", arguments='{"phone": "+491701234567"}')

    text = jobs("show", job.id)

    assert str(job.id) in text
    assert "1701234567" not in text


@pytest.mark.parametrize("words", [("show",), ("retry",), ("cancel",), ("discard", "--why", "x")])
def test_an_unknown_job_is_refused_with_exit_code_one(words: tuple[str, ...]):
    with pytest.raises(CommandError, match="does not have it") as refused:
        jobs(*words, uuid4())

    assert refused.value.returncode == 1


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        (("retry",), "dead", "queued"),
        (("discard", "--why", "a test"), "dead", "cancelled"),
        (("cancel",), "queued", "cancelled"),
    ],
)
def test_a_decision_changes_the_job_and_is_audited(words: tuple[str, ...], before: str, after: str):
    job = a_job(before)

    jobs(*words, job.id)

    job.refresh_from_db()
    assert job.state == after
    entry = AuditEntry.objects.get()
    assert (entry.username, entry.action, entry.target) == ("command line", words[0], f"job {job.id}")


def test_a_refused_decision_leaves_no_audit_and_the_others_are_done():
    queued, dead = a_job("queued"), a_job("dead")

    with pytest.raises(CommandError, match=str(queued.id)):
        jobs("retry", queued.id, dead.id)

    assert AuditEntry.objects.count() == 1
    assert Job.objects.get(pk=dead.id).state == "queued"


def test_a_retry_is_refused_while_another_job_holds_the_unique_key():
    dead, holder = a_job("dead", unique_key="order:1"), a_job("queued", unique_key="order:1")

    with pytest.raises(CommandError, match=str(holder.id)):
        jobs("retry", dead.id)


def test_acting_as_a_user_needs_the_users_permission():
    job, anna = a_job("dead"), User.objects.create_user("anna")
    with pytest.raises(CommandError, match="anna may not retry"):
        jobs("retry", job.id, "--as", "anna")

    anna.user_permissions.add(Permission.objects.get(codename="retry_job"))
    jobs("retry", job.id, "--as", "anna")

    assert AuditEntry.objects.get().username == "anna"


def test_misuse_is_told_before_anything_happens():
    with pytest.raises(CommandError):
        jobs("retry", "not-an-id")
