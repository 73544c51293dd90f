"""Staff can have an event processed again; what they did is on record."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from integrations.models import WebhookEvent
from integrations.webhooks.errors import NoProcessor
from integrations.webhooks.replay import replay
from integrations.webhooks.story import search, story_rows
from jobs.context import current_story
from jobs.models import AuditEntry
from tests.integrations.webhooks import signed
from tests.integrations.webhooks.signed import send

pytestmark = pytest.mark.django_db
LIST = "admin:integrations_webhookevent_changelist"


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("anna", password="x", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def ask_to_replay(client: Client, event: WebhookEvent) -> object:
    data = {"action": "replay_events", "_selected_action": [str(event.pk)]}
    return client.post(reverse(LIST), data, follow=True)


@pytest.fixture
def event(processors) -> WebhookEvent:
    processors("retell")
    send(signed.retell(signed.call_ended(from_number="+491701234517", user_email="anna@example.de")))
    return WebhookEvent.objects.get()


def test_a_replay_enqueues_in_the_same_story_and_is_audited(event, monkeypatch) -> None:
    from integrations.webhooks import processing

    seen: list[tuple[UUID, UUID | None]] = []
    note = {("retell", "call_ended"): lambda event_id: seen.append((event_id, current_story()))}
    monkeypatch.setattr(processing, "_processors", note)
    replay(event, by=User.objects.create_user("anna"))
    event.refresh_from_db()
    entry = AuditEntry.objects.get()
    assert seen == [(event.id, event.story_id)]
    assert (event.state, event.replays) == ("accepted", 1)
    assert (entry.username, entry.action, entry.target) == ("anna", "replay", f"webhook event {event.id}")


def test_an_event_nobody_processes_cannot_be_replayed(event) -> None:
    with pytest.raises(NoProcessor):
        replay(event, by=None)
    assert not AuditEntry.objects.exists()


def test_the_admin_replays_for_those_who_may(event, processors) -> None:
    seen = processors("retell", "call_ended")
    ask_to_replay(staff("view_webhookevent", "replay_webhookevent"), event)
    assert seen == [event.id]
    assert AuditEntry.objects.get().address == "127.0.0.1"


def test_the_admin_does_not_replay_for_those_who_may_only_look(event, processors) -> None:
    seen = processors("retell", "call_ended")
    ask_to_replay(staff("view_webhookevent"), event)
    assert seen == []
    assert not AuditEntry.objects.exists()


def test_the_admin_says_what_it_left_alone(event) -> None:
    page = ask_to_replay(staff("view_webhookevent", "replay_webhookevent"), event)
    assert "nothing processes retell call_ended" in page.content.decode()  # type: ignore[attr-defined]


def test_the_admin_shows_a_masked_body_and_no_way_to_change_it(event) -> None:
    client = staff("view_webhookevent", "change_webhookevent", "delete_webhookevent", "add_webhookevent")
    page = client.get(reverse("admin:integrations_webhookevent_change", args=[event.pk])).content.decode()
    assert "call_9f2" in page
    assert "+491701234517" not in page
    assert "anna@example.de" not in page
    assert 'name="_save"' not in page
    assert client.get(reverse("admin:integrations_webhookevent_add")).status_code == 403


@pytest.mark.parametrize("text", ["call_9f2", "call_ended:call_9f2", "nonsense '\"%_\\", "x" * 500])
def test_the_admin_searches_by_external_id(event, text: str) -> None:
    page = staff("view_webhookevent").get(reverse(LIST), {"q": text})
    assert page.status_code == 200
    assert ("call_ended:call_9f2" in page.content.decode().partition("result_list")[2]) is ("call_9f2" in text)


def test_a_nul_in_the_search_box_is_no_fault_of_ours(event) -> None:
    assert staff("view_webhookevent").get(reverse(LIST), {"q": "\x00"}).status_code == 200


def test_the_console_shows_the_event_in_its_story_and_finds_it_by_name(event) -> None:
    [row] = story_rows(event.story_id)
    [hit] = search("call_ended:call_9f2")
    assert (row.kind, row.id, row.state, row.external_id) == ("webhook", str(event.id), "waiting", event.external_id)
    assert hit.story_id == event.story_id
    assert not list(search("call_ended"))
