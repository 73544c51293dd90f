from __future__ import annotations

import json
import socket
import struct
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest

from integrations.sandbox.calcom import CalcomOptions
from integrations.sandbox.callbacks import CallbackOptions, twilio_signature
from integrations.sandbox.effects import EffectLog
from integrations.sandbox.faults import FaultPlan
from integrations.sandbox.sandbox import Sandbox, SandboxOptions
from integrations.sandbox.twilio import TwilioOptions
from tests.integrations.sandbox.door import Door

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
START = (datetime.now(UTC) + timedelta(days=7)).replace(hour=9, minute=30, second=0, microsecond=0)
CALCOM = {"Authorization": "Bearer cal_test", "cal-api-version": "2024-08-13", "Content-Type": "application/json"}
TWILIO = {
    "Authorization": f"Basic {b64encode(f'{ACCOUNT}:token'.encode()).decode()}",
    "Content-Type": "application/x-www-form-urlencoded",
}


def call(sandbox: Sandbox, method: str, path: str, body: str | None = None, **headers: str) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", sandbox.server.server_port, timeout=5)
    try:
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def book(sandbox: Sandbox, key: str = "appointment:1:book", **headers: str) -> tuple[int, Any]:
    attendee = {"name": "Jo Marsh", "timeZone": "Europe/Berlin", "email": "jo@example.com"}
    wish = {"start": START.isoformat(), "eventTypeId": 123, "attendee": attendee, "metadata": {"effect": key}}
    return call(sandbox, "POST", "/v2/bookings", json.dumps(wish), **{**CALCOM, **headers})


def text(sandbox: Sandbox, delivery: str = "91", callback: str = "http://127.0.0.1:9/") -> tuple[int, Any]:
    form = {
        "To": "+12065551234",
        "From": "+14155550100",
        "Body": "Hello",
        "StatusCallback": f"{callback}?delivery={delivery}",
    }
    return call(sandbox, "POST", MESSAGES, urlencode(form), **TWILIO)


def keys(sandbox: Sandbox, kind: str) -> list[str]:
    return [line["key"] for line in sandbox.log.lines(kind)]


def test_a_call_without_the_version_header_is_refused(sandbox: Sandbox):
    status, body = book(sandbox, **{"cal-api-version": "2024-04-15"})
    assert (status, body["error"]["code"]) == (400, "BadRequestException")
    assert keys(sandbox, "booking") == []


def test_a_call_with_a_wrong_key_is_refused(tmp_path: Path):
    options = SandboxOptions(
        effects=tmp_path / "effects.jsonl",
        calcom=CalcomOptions(api_key="cal_other"),
        twilio=TwilioOptions(account_sid=ACCOUNT, auth_token="other"),
    )
    with Sandbox(options) as sandbox:
        assert (book(sandbox)[0], text(sandbox)[0]) == (401, 401)
        assert sandbox.log.lines() == []


def test_a_booking_without_an_attendee_or_in_the_past_is_refused(sandbox: Sandbox):
    for wish in ({}, {"start": "2020-01-01T10:00:00Z", "eventTypeId": 1, "attendee": {"name": "A", "timeZone": "UTC"}}):
        status, body = call(sandbox, "POST", "/v2/bookings", json.dumps(wish), **CALCOM)
        assert (status, body["status"]) == (400, "error")


def test_a_slot_holds_as_many_bookings_as_it_has_seats(tmp_path: Path):
    options = SandboxOptions(effects=tmp_path / "effects.jsonl", calcom=CalcomOptions(seats=0))
    with Sandbox(options) as sandbox:
        assert [book(sandbox)[0] for _ in range(3)] == [201, 201, 201]
        assert sandbox.log.counts()["booking"] == {"appointment:1:book": 3}


def test_a_second_booking_of_one_slot_is_refused_and_noted(sandbox: Sandbox):
    assert [book(sandbox, "a")[0], book(sandbox, "b")[0]] == [201, 400]
    assert (keys(sandbox, "booking"), keys(sandbox, "refused")) == (["a"], ["b"])


def test_each_sms_is_an_effect_of_its_delivery(sandbox: Sandbox):
    assert text(sandbox, "91")[0] == text(sandbox, "91")[0] == 201
    status, body = call(sandbox, "GET", "/_sandbox/effects?kind=sms")
    assert (status, body["counts"]["sms"]) == (200, {"91": 2})
    assert [line["key"] for line in body["effects"]] == ["91", "91"]


def test_a_refused_call_has_no_effect(sandbox: Sandbox):
    sandbox.faults.push("refuse_503")
    assert book(sandbox)[0] == 503
    sandbox.faults.push("refuse_close")
    with pytest.raises(RemoteDisconnected):
        book(sandbox)
    assert keys(sandbox, "booking") == []


def test_a_done_call_may_answer_500_or_nothing(sandbox: Sandbox):
    sandbox.faults.push("done_500")
    assert text(sandbox, "1")[0] == 500
    sandbox.faults.push("done_drop")
    with pytest.raises(RemoteDisconnected):
        text(sandbox, "2")
    assert keys(sandbox, "sms") == ["1", "2"]


def test_a_late_effect_appears_after_its_connection_was_dropped(sandbox: Sandbox):
    sandbox.faults.use(FaultPlan(late_seconds=0.3))
    sandbox.faults.push("done_late")
    with pytest.raises(RemoteDisconnected):
        book(sandbox)
    assert keys(sandbox, "booking") == []
    assert _soon(lambda: keys(sandbox, "booking") == ["appointment:1:book"])


def test_faults_are_set_over_http_and_strike_each_effect_once(sandbox: Sandbox):
    plan = {"rate": 1, "split": {"done_500": 1}}
    assert call(sandbox, "POST", "/_sandbox/faults", json.dumps(plan))[0] == 200
    assert [text(sandbox, "91")[0] for _ in range(3)] == [500, 201, 201]
    _, body = call(sandbox, "GET", "/_sandbox/faults")
    assert body["injected"] == [{"provider": "twilio", "key": "91", "kind": "done_500"}]
    assert call(sandbox, "DELETE", "/_sandbox/faults")[1]["plan"]["rate"] == 0
    assert text(sandbox, "92")[0] == 201


def test_a_wrong_plan_is_refused_over_http(sandbox: Sandbox):
    status, body = call(sandbox, "POST", "/_sandbox/faults", '{"rate": 7}')
    assert (status, body["error"]) == (400, "rate: between 0 and 1")


def test_a_rate_limit_names_its_wait_in_each_providers_header(sandbox: Sandbox):
    sandbox.faults.push("refuse_429", times=2)
    assert book(sandbox)[1]["error"]["code"] == "ThrottlerException"
    assert text(sandbox)[1]["code"] == 20429


def test_a_second_start_finds_bookings_and_messages_again(tmp_path: Path):
    options = SandboxOptions(effects=tmp_path / "effects.jsonl", callbacks=CallbackOptions(delay=0.01))
    with Sandbox(options) as sandbox:
        uid, sid = book(sandbox)[1]["data"]["uid"], text(sandbox, callback="")[1]["sid"]
        assert _soon(lambda: len(sandbox.log.lines("status")) == 2)
    with Sandbox(options) as again:
        assert call(again, "GET", f"/v2/bookings/{uid}", **CALCOM)[1]["data"]["uid"] == uid
        assert call(again, "GET", MESSAGES.replace(".json", f"/{sid}.json"), **TWILIO)[1]["status"] == "delivered"
        assert book(again, "other")[0] == 400


def test_a_line_cut_off_by_a_crash_is_left_behind(tmp_path: Path):
    path = tmp_path / "effects.jsonl"
    path.write_text('{"seq": 1, "kind": "boo')
    log = EffectLog(path)
    log.append(provider="calcom", kind="booking", key="a", id="1", record={})
    log.close()
    assert [line["key"] for line in EffectLog(path).lines()] == ["a"]


def test_an_sms_reports_sent_then_delivered_signed(tmp_path: Path):
    with Door() as door:
        options = SandboxOptions(
            effects=tmp_path / "effects.jsonl",
            callbacks=CallbackOptions(twilio_auth_token="token", delay=0.01),
        )
        with Sandbox(options) as sandbox:
            text(sandbox, "91", callback=f"{door.url}/webhooks/twilio/")
            seen = [door.next(), door.next()]
    forms = [dict(parse_qsl(one.body.decode())) for one in seen]
    assert [form["MessageStatus"] for form in forms] == ["sent", "delivered"]
    for one, form in zip(seen, forms, strict=True):
        assert one.path == "/webhooks/twilio/?delivery=91"
        expected = twilio_signature(f"{door.url}{one.path}", form, "token")
        assert one.headers["x-twilio-signature"] == expected


def test_a_status_callback_is_retried_once(tmp_path: Path):
    with Door(503) as door:
        callbacks = CallbackOptions(twilio_auth_token="token", delay=0.01, retry_delay=0.01)
        with Sandbox(SandboxOptions(effects=tmp_path / "effects.jsonl", callbacks=callbacks)) as sandbox:
            text(sandbox, callback=f"{door.url}/")
            seen = [dict(parse_qsl(door.next().body.decode()))["MessageStatus"] for _ in range(3)]
    assert seen == ["sent", "sent", "delivered"]


def test_a_booking_is_announced_when_a_secret_is_set(tmp_path: Path):
    with Door() as door:
        callbacks = CallbackOptions(public_url=door.url, calcom_secret="shh", delay=0.01)
        with Sandbox(SandboxOptions(effects=tmp_path / "effects.jsonl", callbacks=callbacks)) as sandbox:
            uid = book(sandbox)[1]["data"]["uid"]
            seen = door.next()
    assert seen.path == "/webhooks/calcom/"
    assert json.loads(seen.body)["triggerEvent"] == "BOOKING_CREATED"
    assert json.loads(seen.body)["payload"]["uid"] == uid


def test_a_client_that_is_killed_leaves_no_noise(sandbox: Sandbox, capfd: pytest.CaptureFixture[str]):
    with socket.create_connection(("127.0.0.1", sandbox.server.server_port)) as client:
        client.sendall(b"GET /_sandbox/health HTTP/1.1\r\n")
        # Closing with a linger of zero resets the connection, as a killed process with unread bytes does.
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    Event().wait(0.2)
    assert call(sandbox, "GET", "/_sandbox/health")[0] == 200
    assert capfd.readouterr().err == ""


def _soon(condition: Any) -> bool:
    """True as soon as `condition` holds, at most 5 s from now."""
    return any(condition() or Event().wait(0.02) for _ in range(250))
