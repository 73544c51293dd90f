"""What staff see of deliveries: story rows, search, the admin."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from notifications.deliveries import Report, State, move
from notifications.models import Delivery
from notifications.story import search, story_rows
from tests.notifications.cast import EMAIL, PHONE, email, sms

pytestmark = pytest.mark.django_db


def test_a_story_shows_each_message_with_its_times():
    delivery = sms()
    now = timezone.now()
    move(delivery.pk, Report(state=State.SENT, provider_id="SM1"), now=now)
    move(delivery.pk, Report(state=State.FAILED, error_code="30005", error="Unknown handset"), now=now)

    [row] = story_rows(delivery.story_id)

    assert (row.kind, row.state, row.parent, row.external_id) == ("delivery", "failed", ("appointment", "1"), "SM1")
    assert row.times == {"sent": now, "failed": now}
    assert row.detail == "30005 Unknown handset"
    assert PHONE not in repr(row)


@pytest.mark.parametrize("text", [PHONE, "+49 170 1234517", "SM1"])
def test_a_text_is_found_by_number_and_by_its_sid(text: str):
    delivery = sms()
    Delivery.objects.update(provider_id="SM1")

    assert [hit.story_id for hit in search(text)] == [delivery.story_id]


def test_an_email_is_found_by_the_id_it_was_sent_under():
    delivery = email()
    Delivery.objects.update(provider_id="<1@localhost>")

    assert [hit.story_id for hit in search("<1@localhost>")] == [delivery.story_id]


def test_an_email_is_found_by_its_address_and_shown_masked():
    delivery = email()

    [hit] = search(EMAIL)

    assert hit.story_id == delivery.story_id
    assert EMAIL not in repr(hit)


@pytest.mark.parametrize("text", ["", "%", "jo", "\U0001f4de" * 200, "9" * 200, "@", "a\0b"])
def test_nonsense_finds_nothing(text: str):
    sms()

    assert list(search(text)) == []


def test_the_list_is_masked_and_rows_cannot_be_changed(client: Client):
    delivery = sms()
    user = User.objects.create_user("m.keller", is_staff=True, is_superuser=True)
    client.force_login(user)

    listed = client.get(reverse("admin:notifications_delivery_changelist")).content.decode()
    page = reverse("admin:notifications_delivery_change", args=[delivery.pk])

    assert PHONE not in listed
    assert "+49 ••• ••17" in listed
    assert client.get(page).status_code == 200
    assert client.post(page, {"state": "delivered"}).status_code == 403


def test_without_the_permission_the_list_is_closed(client: Client):
    user = User.objects.create_user("m.keller", is_staff=True)
    user.user_permissions.add(*Permission.objects.filter(codename="view_optout"))
    client.force_login(user)

    assert client.get(reverse("admin:notifications_delivery_changelist")).status_code == 403
    assert client.get(reverse("admin:notifications_optout_changelist")).status_code == 200
