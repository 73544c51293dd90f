from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from integrations.http import AuthError, Permanent, Transient
from integrations.http.errors import ProviderError
from integrations.models import ApiCall
from integrations.providers.twilio.client import TwilioClient
from integrations.providers.twilio.errors import (
    InvalidRecipient,
    Misconfigured,
    OptedOut,
)
from integrations.sandbox.sandbox import Sandbox
from jobs import CannotTell
from tests.integrations.http.stub_server import StubServer, answering
from tests.integrations.providers.spec import faults_of_request

pytestmark = pytest.mark.django_db

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
TO = "+12065551234"


def client_of(base_url: str, **changes: str) -> TwilioClient:
    arguments = {"account_sid": ACCOUNT, "auth_token": "token", "sender": "+14155550100", "public_url": "http://host/"}
    return TwilioClient(base_url, **(arguments | changes))


def error_for(status: str, code: int) -> ProviderError:
    body = json.dumps({"code": code, "message": "No", "more_info": "", "status": int(status[:3])}).encode()
    with StubServer(answering(status, body)) as server, pytest.raises(ProviderError) as caught:
        client_of(server.base_url).send_message(to=TO, body="Hello", delivery_id="91")
    return caught.value


def test_a_message_is_sent_and_found(sandbox: Sandbox):
    client, before = client_of(sandbox.base_url), datetime.now(UTC)
    sent = client.send_message(to=TO, body="Your appointment: 1 December, 10:30", delivery_id="91")
    assert (sent.status, sent.to) == ("queued", TO)
    found = client.find_message(to=TO, body="Your appointment: 1 December, 10:30", since=before)
    assert found is not None
    assert found.sid == sent.sid


def test_the_callback_address_names_the_delivery(sandbox: Sandbox):
    client_of(sandbox.base_url).send_message(to=TO, body="Hello", delivery_id="9 1")
    assert (
        "StatusCallback=http%3A%2F%2Fhost%2Fwebhooks%2Ftwilio%2F%3Fdelivery%3D9%2B1"
        in (sandbox.control.requests[0]["body"])
    )


def test_other_text_other_number_or_another_delivery_is_absent(sandbox: Sandbox):
    client, since = client_of(sandbox.base_url), datetime.now(UTC)
    sent = client.send_message(to=TO, body="Hello", delivery_id="91")
    assert client.find_message(to=TO, body="Goodbye", since=since) is None
    assert client.find_message(to="+12065559999", body="Hello", since=since) is None
    assert client.find_message(to=TO, body="Hello", since=since, not_these={sent.sid}) is None
    assert client.find_message(to=TO, body="Hello", since=since + timedelta(hours=1)) is None


def test_a_message_is_found_on_a_later_page(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("integrations.providers.twilio.client.PAGE", 2)
    client, since = client_of(sandbox.base_url), datetime.now(UTC)
    for number in range(5):
        client.send_message(to=TO, body=f"Hello {number}", delivery_id=str(number))
    found = client.find_message(to=TO, body="Hello 0", since=since)
    assert found is not None
    assert client.find_message(to=TO, body="Hello 9", since=since) is None


def test_pages_that_do_not_end_leave_it_open(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("integrations.providers.twilio.client.PAGE", 1)
    monkeypatch.setattr("integrations.providers.twilio.client.MAX_PAGES", 2)
    client, since = client_of(sandbox.base_url), datetime.now(UTC)
    for number in range(3):
        client.send_message(to=TO, body=f"Hello {number}", delivery_id=str(number))
    with pytest.raises(CannotTell):
        client.find_message(to=TO, body="absent", since=since)


def test_a_next_page_elsewhere_is_asked_at_home():
    page = {"messages": [_message()], "next_page_uri": "http://evil.example/steal.json?Page=1"}
    with StubServer(answering("200 OK", json.dumps(page).encode())) as server, pytest.raises(CannotTell):
        client_of(server.base_url).find_message(to=TO, body="absent", since=datetime.now(UTC))
    assert all(f"/Accounts/{ACCOUNT}/Messages.json" in request.decode() for request in server.requests)


@pytest.mark.parametrize("kind", ["done_500", "done_drop"])
def test_a_message_whose_answer_is_lost_is_ambiguous_and_found(sandbox: Sandbox, kind: str):
    sandbox.faults.push(kind)
    client, since = client_of(sandbox.base_url), datetime.now(UTC)
    with pytest.raises(Transient) as caught:
        client.send_message(to=TO, body="Hello", delivery_id="91")
    assert caught.value.ambiguous
    assert client.find_message(to=TO, body="Hello", since=since) is not None


@pytest.mark.parametrize(
    ("status", "code", "kind", "ambiguous"),
    [
        ("400 Bad", 21211, InvalidRecipient, False),
        ("400 Bad", 21614, InvalidRecipient, False),
        ("400 Bad", 21610, OptedOut, False),
        ("400 Bad", 21408, Misconfigured, False),
        ("400 Bad", 21617, Permanent, False),
        ("400 Bad", 29999, Permanent, False),
        ("401 Who", 20003, AuthError, False),
        ("403 No", 20003, AuthError, False),
        ("429 Many", 20429, Transient, False),
        ("500 Oops", 20500, Transient, True),
        ("503 Away", 20503, Transient, True),
    ],
)
def test_each_code_has_its_kind(status: str, code: int, kind: type[ProviderError], ambiguous: bool):
    error = error_for(status, code)
    assert type(error) is kind
    assert error.ambiguous is ambiguous
    if isinstance(error, Permanent):
        assert error.code == str(code)


def test_a_number_repeated_by_twilio_is_masked_in_the_log():
    body = json.dumps({"code": 21211, "message": f"Invalid 'To' Phone Number: {TO}", "status": 400}).encode()
    with StubServer(answering("400 Bad", body)) as server, pytest.raises(InvalidRecipient):
        client_of(server.base_url).send_message(to=TO, body="Hello", delivery_id="91")
    call = ApiCall.objects.get()
    assert call.error.startswith("Invalid 'To'")
    assert TO[2:] not in f"{call.error} {call.request} {call.response}"


def test_the_client_comes_from_the_settings(sandbox: Sandbox, settings: Settings):
    provider = {"base_url": sandbox.base_url, "account": ACCOUNT, "api_key": "token", "sender": "+14155550100"}
    settings.PROVIDERS = {"twilio": provider}
    assert TwilioClient.from_settings().send_message(to=TO, body="Hello", delivery_id="1").status == "queued"


def test_magic_numbers_of_the_sandbox_are_refused_as_twilio_does(sandbox: Sandbox):
    with pytest.raises(OptedOut):
        client_of(sandbox.base_url).send_message(to="+15005550004", body="Hello", delivery_id="91")
    with pytest.raises(InvalidRecipient):
        client_of(sandbox.base_url).send_message(to="+15005550001", body="Hello", delivery_id="92")


def test_without_a_token_nothing_is_sent(sandbox: Sandbox):
    with pytest.raises(AuthError, match="TWILIO_AUTH_TOKEN"):
        client_of(sandbox.base_url, auth_token="").send_message(to=TO, body="Hello", delivery_id="91")
    assert not sandbox.control.requests


def test_requests_are_what_the_specification_says(sandbox: Sandbox):
    client = client_of(sandbox.base_url)
    client.send_message(to=TO, body="Hello", delivery_id="91")
    client.find_message(to=TO, body="Hello", since=datetime.now(UTC))
    assert [faults_of_request("twilio", request) for request in sandbox.control.requests] == [[], []]


def _message() -> dict[str, object]:
    now = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return {"sid": "SM1", "status": "sent", "to": TO, "body": "x", "date_created": now}
