"""What staff see of calls: story rows, search, the dashboard's card, the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from integrations.models import Appointment, Call
from integrations.reception.panel import recent_calls
from integrations.reception.story import heading, search, story_rows
from integrations.reception.tasks import process_retell_call_ended
from integrations.sandbox.sandbox import Sandbox
from jobs.testing import drain, perform
from tests.integrations.reception.cast import CALLER, analyzed, company, ended, stored, the_call

pytestmark = pytest.mark.django_db
PERSONAL = (CALLER, "jo.marsh@example.com", "Jo Marsh")


@pytest.fixture
def call(calcom: Sandbox, announced: list[int]) -> Call:
    """A call whose appointment is booked."""
    company()
    perform(process_retell_call_ended, event_id=stored(ended()).id)
    drain()
    return the_call()


def test_a_story_shows_the_call_and_its_appointment(call: Call):
    first, second = story_rows(call.story_id)

    assert (first.kind, first.state, first.external_id) == ("call", "booked", "call_9f2d")
    assert (second.kind, second.parent) == ("appointment", ("call", first.id))
    assert second.external_id == call.appointment.calcom_uid
    assert not [text for text in PERSONAL if text in repr((first, second))]


def test_the_heading_masks_the_caller_and_says_how_it_ended(call: Call):
    found = heading(call.story_id)

    assert found is not None
    assert found.title == "Call from +49 ••• ••17"
    assert found.sentence.startswith("Appointment booked for ")


def test_a_flagged_call_says_so(call: Call):
    perform(process_retell_call_ended, event_id=stored(analyzed(customer_name="Somebody Else")).id)

    found = heading(call.story_id)
    assert found is not None
    assert "Flagged: Its events disagree about name" in found.sentence


@pytest.mark.parametrize(
    "text", [CALLER, "+49 170 1234517", "491701234517", "jo.marsh@example.com", "call_9f2d", "uid"]
)
def test_a_call_is_found_by_what_people_know(text: str, call: Call):
    hits = list(search(call.appointment.calcom_uid if text == "uid" else text))

    assert [hit.story_id for hit in hits] == [call.story_id]
    assert not [personal for personal in PERSONAL if personal in repr(hits)]


@pytest.mark.parametrize("text", ["", "%", "jo", "+49", "'; DROP TABLE", "\U0001f4de" * 200, "9" * 200, "@", "a\0b"])
def test_nonsense_finds_nothing(text: str, call: Call):
    assert list(search(text)) == []


def test_the_card_of_recent_calls_shows_time_caller_company_and_outcome(call: Call):
    html = render_to_string("console/panels/recent_calls.html", {"calls": recent_calls()["calls"]})

    assert "+49 ••• ••17" in html
    assert "Lindenhof" in html
    assert reverse("console:story", args=[call.story_id]) in html
    assert not [personal for personal in PERSONAL if personal in html]


def test_the_card_costs_one_query(call: Call, django_assert_num_queries):
    with django_assert_num_queries(1):
        recent_calls()


def staff(client: Client, *permissions: str) -> Client:
    user = User.objects.create_user("m.keller", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    return client


@pytest.mark.parametrize("model", ["call", "appointment", "customer"])
def test_lists_are_masked_and_rows_cannot_be_changed(model: str, call: Call, client: Client):
    verbs = [f"{verb}_{model}" for verb in ("view", "add", "change", "delete")]
    staff(client, *verbs)
    row = {"call": call.pk, "appointment": call.appointment.pk, "customer": call.customer_id}[model]
    page = reverse(f"admin:integrations_{model}_change", args=[row])

    listed = client.get(reverse(f"admin:integrations_{model}_changelist")).content.decode()
    saved = client.post(page, {"state": "failed"}).status_code

    assert CALLER not in listed
    assert "jo.marsh@example.com" not in listed
    assert client.get(page).status_code == 200
    assert saved == 403
    assert Appointment.objects.get().state == "booked"


def test_without_the_permission_the_list_is_closed(call: Call, client: Client):
    assert staff(client).get(reverse("admin:integrations_call_changelist")).status_code == 403


def test_the_dashboard_and_the_story_show_the_call(call: Call, client: Client):
    client.force_login(User.objects.create_superuser("m.keller"))

    overview = client.get(reverse("console:overview")).content.decode()
    story = client.get(reverse("console:story", args=[call.story_id])).content.decode()

    assert "Recent calls" in overview
    assert "Call from +49 ••• ••17" in story
    assert "Appointment booked for" in story
    assert not [personal for personal in PERSONAL if personal in overview + story]
