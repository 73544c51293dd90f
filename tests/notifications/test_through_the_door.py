"""One call as the outside sees it: signed requests in, a booking and a text out, Twilio's word about it back in."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from integrations.models import WebhookEvent
from integrations.sandbox.sandbox import Sandbox
from jobs import story_for
from jobs.models import Job
from jobs.testing import drain
from notifications.models import Delivery, OptOut
from tests.integrations.reception.cast import CALLER, analyzed, company, ended
from tests.integrations.webhooks import signed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _secrets(sandbox: Sandbox, settings: Settings) -> None:
    settings.PUBLIC_URL = signed.PUBLIC_URL
    for name in ("retell", "twilio"):
        provider = settings.PROVIDERS[name] | {"verify_secrets": (signed.SECRETS[name],)}
        settings.PROVIDERS = settings.PROVIDERS | {name: provider}


def post(client: Client, request: signed.Request) -> int:
    status = client.generic(**request).status_code
    drain()
    return status


def test_a_call_is_booked_told_and_delivered_in_one_story(client: Client, sandbox: Sandbox):
    company()

    assert post(client, signed.retell(ended())) == 202
    assert post(client, signed.retell(analyzed())) == 202
    [text] = sandbox.log.lines("sms")
    callback = {"MessageSid": text["id"], "MessageStatus": "delivered", "To": CALLER}
    assert post(client, signed.twilio(callback, f"delivery={text['key']}")) == 202

    delivery = Delivery.objects.get(channel="sms")
    assert (delivery.state, delivery.provider_id) == ("delivered", text["id"])
    assert len(sandbox.log.lines("booking")) == 1
    story = story_for("retell:call_9f2d")
    assert set(WebhookEvent.objects.values_list("story_id", "state")) == {(story, "processed")}
    assert set(Job.objects.values_list("story_id", flat=True)) == {story}
    assert text["record"]["callback"] == f"{signed.PUBLIC_URL}/webhooks/twilio/?delivery={delivery.pk}"


def test_who_texts_stop_is_texted_no_more(client: Client, sandbox: Sandbox):
    company()

    assert post(client, signed.twilio({"MessageSid": "SM9", "From": CALLER, "Body": "STOP"})) == 202
    post(client, signed.retell(ended()))

    assert OptOut.objects.get().number == CALLER
    assert Delivery.objects.get(channel="sms").state == "cancelled"
    assert sandbox.log.lines("sms") == []
