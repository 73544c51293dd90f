"""One row per thing a person did."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.test import RequestFactory

from jobs.front.audit import record_action
from jobs.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_an_entry_says_who_did_what_to_which_from_where() -> None:
    user = User.objects.create_user("anna")
    request = RequestFactory().post("/", REMOTE_ADDR="10.0.0.7")
    record_action(user=user, action="retry", target="job 1", detail={"state": ["dead", "queued"]}, request=request)
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.username, entry.action, entry.target) == (user, "anna", "retry", "job 1")
    assert (entry.detail, entry.address) == ({"state": ["dead", "queued"]}, "10.0.0.7")


@pytest.mark.parametrize("nobody", [None, AnonymousUser()])
def test_the_command_line_is_a_person_too(nobody: AnonymousUser | None) -> None:
    assert record_action(user=nobody, action="retry", target="job 1").username == "command line"


def test_an_entry_outlives_the_account() -> None:
    user = User.objects.create_user("anna")
    record_action(user=user, action="retry", target="job 1")
    user.delete()
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.username) == (None, "anna")


def test_the_last_action_comes_first() -> None:
    for action in ("retry", "discard"):
        record_action(user=None, action=action, target="job 1")
    assert [entry.action for entry in AuditEntry.objects.all()] == ["discard", "retry"]


def test_what_is_too_long_is_cut() -> None:
    record_action(user=None, action="a" * 99, target="t" * 999)
    entry = AuditEntry.objects.get()
    assert (len(entry.action), len(entry.target)) == (50, 200)
