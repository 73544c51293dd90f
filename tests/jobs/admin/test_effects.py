"""Unknown effects: a person with leave to do so decides whether they happened."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from jobs.models import AuditEntry, Effect

pytestmark = pytest.mark.django_db
PAGE = "/admin/jobs/effect/"


def an_effect(state: str = "unknown", key: str = "appointment:42:book") -> Effect:
    now = timezone.now()
    return Effect.objects.create(key=key, state=state, token=uuid4(), started_at=now, wait_until=now)


def act(client: Client, action: str, *effects: Effect, result: str = "") -> list[str]:
    chosen = [effect.pk for effect in effects]
    answer = client.post(PAGE, {"action": action, "index": "0", "_selected_action": chosen, "result": result})
    return [str(message) for message in get_messages(answer.wsgi_request)]


@pytest.fixture
def anna(client: Client) -> User:
    found = User.objects.create_user("anna", is_staff=True)
    found.user_permissions.set(Permission.objects.filter(codename__in=["view_effect", "settle_effect"]))
    client.force_login(found)
    return found


def test_what_happened_keeps_the_result_that_later_steps_go_on_with(client: Client, anna: User):
    effect = an_effect()

    act(client, "happened", effect, result='{"uid": "bFJe"}')

    effect.refresh_from_db()
    assert (effect.state, effect.result) == ("done", '{"uid": "bFJe"}')
    entry = AuditEntry.objects.get()
    assert (entry.user, entry.target, entry.detail) == (anna, effect.key, {"happened": True})


@pytest.mark.parametrize("result", ["", "it worked", '{"uid": '])
@pytest.mark.usefixtures("anna")
def test_what_happened_needs_its_result_as_json(client: Client, result: str):
    effect = an_effect()

    said = act(client, "happened", effect, result=result)

    effect.refresh_from_db()
    assert effect.state == "unknown"
    assert "as JSON" in said[0]


@pytest.mark.usefixtures("anna")
def test_what_is_absent_may_be_tried_again(client: Client):
    effect, done = an_effect(), an_effect("done", key="delivery:91:send")

    said = act(client, "absent", effect, done)

    effect.refresh_from_db()
    done.refresh_from_db()
    assert (effect.state, done.state) == ("refused", "done")
    assert said == ["1 of 2 effects settled.", "Effect delivery:91:send is not unknown: nothing to decide."]
    assert AuditEntry.objects.count() == 1


@pytest.mark.parametrize("action", ["happened", "absent"])
def test_nobody_decides_without_leave(client: Client, anna: User, action: str):
    anna.user_permissions.remove(Permission.objects.get(codename="settle_effect"))
    effect = an_effect()

    act(client, action, effect, result="{}")

    effect.refresh_from_db()
    assert effect.state == "unknown"
    assert not AuditEntry.objects.exists()
