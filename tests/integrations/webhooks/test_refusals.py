"""What is turned away, with which code, and that nothing is stored of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError

from integrations.models import WebhookEvent
from integrations.webhooks import views
from tests.integrations.webhooks import signed
from tests.integrations.webhooks.signed import send

pytestmark = pytest.mark.django_db


def refusal(answer: Any) -> tuple[int, str]:
    body = answer.json()
    assert body["event"] is None
    assert body["error"]
    return answer.status_code, body["status"]


def test_an_unknown_provider_is_404() -> None:
    assert refusal(send(signed.retell({}), path="/webhooks/fax/")) == (404, "error")


@pytest.mark.parametrize("provider", ["retell", "calcom", "twilio", "vonage"])
def test_an_unsigned_event_is_401_and_not_stored(provider: str) -> None:
    request = signed.retell(signed.call_ended()) | {"path": f"/webhooks/{provider}/", "headers": {}}
    assert refusal(send(request)) == (401, "error")
    assert not WebhookEvent.objects.exists()


def test_without_a_configured_secret_everything_is_refused(settings) -> None:
    request = signed.retell(signed.call_ended())
    for providers in ({}, {"retell": {"verify_secrets": ()}}, {"retell": {"verify_secrets": ("",)}}):
        settings.PROVIDERS = providers
        assert refusal(send(request)) == (401, "error")


@pytest.mark.parametrize("blank", ["", " "])
def test_a_forger_cannot_sign_with_the_secret_that_is_missing(settings, monkeypatch, blank: str) -> None:
    settings.PROVIDERS = {name: {"verify_secrets": (blank,)} for name in signed.SECRETS}
    monkeypatch.setattr(signed, "SECRETS", dict.fromkeys(signed.SECRETS, blank))
    forged = [
        signed.retell(signed.call_ended()),
        signed.calcom({"triggerEvent": "PING"}),
        signed.twilio({"MessageSid": "SM1"}),
        signed.vonage_sms({"messageId": "0A"}),
    ]
    assert [send(request).status_code for request in forged] == [401] * len(forged)


def test_a_large_body_is_413_whatever_its_length_claims(settings) -> None:
    settings.WEBHOOK_MAX_BYTES = 100
    assert refusal(send(signed.retell(b"x" * 101))) == (413, "error")
    assert refusal(send(signed.retell(b"x"), extra={"CONTENT_LENGTH": "1" + "0" * 5000})) == (413, "error")


def test_a_body_of_exactly_the_limit_is_taken(settings) -> None:
    request = signed.retell(signed.call_ended())
    settings.WEBHOOK_MAX_BYTES = len(request["data"])
    assert send(request).status_code == 202


def test_compressed_and_foreign_formats_are_415() -> None:
    request = signed.retell(signed.call_ended())
    assert refusal(send(request, headers=request["headers"] | {"Content-Encoding": "gzip"})) == (415, "error")
    assert refusal(send(request, content_type="text/plain")) == (415, "error")


def test_an_empty_or_cut_body_is_400() -> None:
    assert refusal(send(signed.retell(b""))) == (400, "error")
    assert refusal(send(signed.retell(b"x"), extra={"CONTENT_LENGTH": "x"})) == (400, "error")


def test_a_method_the_provider_does_not_use_is_405() -> None:
    answer = send(signed.retell({}), method="PUT")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")


def test_an_address_that_keeps_failing_gets_429_but_its_genuine_events_pass() -> None:
    forged = signed.retell(signed.call_ended()) | {"headers": {"x-retell-signature": "v=1,d=0"}}
    statuses = [send(forged).status_code for _ in range(25)]
    assert statuses == [401] * 20 + [429] * 5
    assert 1 <= int(send(forged)["Retry-After"]) <= 60
    assert send(signed.retell(signed.call_ended())).status_code == 202
    assert send(forged, extra={"REMOTE_ADDR": "192.0.2.7"}).status_code == 401


def test_with_the_database_away_the_provider_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(views, "take_in", away)
    answer = send(signed.retell(signed.call_ended()))
    assert refusal(answer) == (503, "error")
    assert int(answer["Retry-After"]) > 0


def test_a_failing_enqueue_leaves_no_event_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    from integrations.webhooks import processing

    def fail(event_id: UUID) -> None:
        raise OperationalError("database is gone")

    monkeypatch.setattr(processing, "_processors", {("retell", "call_ended"): fail})
    assert send(signed.retell(signed.call_ended())).status_code == 503
    assert not WebhookEvent.objects.exists()
