from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from urllib.request import Request as PlainRequest, urlopen

import pytest
from pytest_django.fixtures import Settings

from integrations.http import AuthError, Permanent, Timeouts, Transient
from integrations.providers.calcom.client import CalcomClient
from integrations.providers.calcom.errors import SlotTaken
from integrations.providers.calcom.schemas import NewBooking
from integrations.sandbox.sandbox import Sandbox
from jobs import CannotTell
from tests.integrations.http.stub_server import StubServer, answering
from tests.integrations.providers.spec import faults_of_answer, faults_of_request

pytestmark = pytest.mark.django_db

START = (datetime.now(UTC) + timedelta(days=7)).replace(hour=9, minute=30, second=0, microsecond=0)


def client_of(sandbox: Sandbox, **limits: object) -> CalcomClient:
    return CalcomClient(sandbox.base_url, api_key="cal_test", **limits)


def wish(key: str = "appointment:1:book", start: datetime = START, event_type_id: int = 123) -> NewBooking:
    return NewBooking(
        event_type_id=event_type_id,
        start=start,
        name="Jo Marsh",
        email="jo@example.com",
        phone="+12065550142",
        time_zone="Europe/Berlin",
        effect_key=key,
        metadata={"appointment": "1"},
    )


def error_for(status: str, code: str, message: str, **headers: str) -> Exception:
    body = json.dumps({"status": "error", "error": {"code": code, "message": message}}).encode()
    with StubServer(answering(status, body, **headers)) as server, pytest.raises(Exception) as caught:  # noqa: PT011
        CalcomClient(server.base_url, api_key="cal_test").create_booking(wish())
    return caught.value


def test_a_booking_is_created_and_read_again(sandbox: Sandbox):
    client = client_of(sandbox)
    booking = client.create_booking(wish())
    assert (booking.start, booking.status, booking.effect_key) == (START, "accepted", "appointment:1:book")
    assert client.get_booking(booking.uid) == booking


def test_an_unknown_booking_is_none(sandbox: Sandbox):
    assert client_of(sandbox).get_booking("nothing") is None


def test_slots_come_in_order_and_without_what_is_booked(sandbox: Sandbox):
    client, hour = client_of(sandbox), timedelta(hours=1)
    client.create_booking(wish())
    slots = client.slots(event_type_id=123, start=START - hour, end=START + hour, time_zone="Europe/Berlin")
    starts = [slot.start for slot in slots]
    assert starts == sorted(starts)
    assert START - hour in starts
    assert START not in starts
    assert START + timedelta(minutes=15) not in starts
    assert START + timedelta(minutes=30) in starts


def test_a_taken_slot_has_a_name(sandbox: Sandbox):
    client = client_of(sandbox)
    client.create_booking(wish())
    with pytest.raises(SlotTaken) as caught:
        client.create_booking(wish("appointment:2:book"))
    assert caught.value.status == 400
    assert not caught.value.ambiguous


def test_a_booking_is_found_by_our_key_among_its_neighbours(sandbox: Sandbox):
    sandbox_client = client_of(sandbox)
    for number in range(3):
        sandbox_client.create_booking(wish(f"appointment:{number}:book", START + timedelta(hours=number)))
    found = sandbox_client.find_booking("appointment:1:book", start=START + timedelta(hours=1), event_type_id=123)
    assert found is not None
    assert found.effect_key == "appointment:1:book"


def test_a_booking_is_found_on_a_later_page(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("integrations.providers.calcom.client.PAGE", 2)
    client = client_of(sandbox)
    for number in range(5):
        client.create_booking(wish(f"appointment:{number}:book", START + timedelta(hours=number)))
    assert client.find_booking("appointment:4:book", start=START, event_type_id=123) is not None


def test_pages_that_do_not_end_leave_it_open(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("integrations.providers.calcom.client.PAGE", 1)
    monkeypatch.setattr("integrations.providers.calcom.client.MAX_PAGES", 2)
    client = client_of(sandbox)
    for number in range(3):
        client.create_booking(wish(f"appointment:{number}:book", START + timedelta(hours=number)))
    with pytest.raises(CannotTell):
        client.find_booking("absent", start=START, event_type_id=123)


def test_another_key_another_time_or_another_event_type_is_absent(sandbox: Sandbox):
    client = client_of(sandbox)
    client.create_booking(wish())
    assert client.find_booking("appointment:2:book", start=START, event_type_id=123) is None
    assert client.find_booking("appointment:1:book", start=START + timedelta(days=3), event_type_id=123) is None
    assert client.find_booking("appointment:1:book", start=START, event_type_id=124) is None


@pytest.mark.parametrize("kind", ["done_500", "done_drop"])
def test_an_effect_whose_answer_is_lost_is_ambiguous_and_found(sandbox: Sandbox, kind: str):
    sandbox.faults.push(kind)
    client = client_of(sandbox)
    with pytest.raises(Transient) as caught:
        client.create_booking(wish())
    assert caught.value.ambiguous
    assert client.find_booking("appointment:1:book", start=START, event_type_id=123) is not None


def test_a_slow_answer_is_ambiguous(sandbox: Sandbox):
    sandbox.faults.use(type(sandbox.faults.plan)(latency=2))
    with pytest.raises(Transient) as caught:
        client_of(sandbox, timeouts=Timeouts(connect=1, read=0.2, total=0.4)).create_booking(wish())
    assert caught.value.ambiguous


def test_a_refused_key_is_an_auth_error():
    assert isinstance(error_for("401 Who", "UnauthorizedException", "Invalid API Key"), AuthError)


def test_the_client_comes_from_the_settings(sandbox: Sandbox, settings: Settings):
    settings.PROVIDERS = {"calcom": {"base_url": sandbox.base_url, "api_key": "cal_test"}}
    assert CalcomClient.from_settings().create_booking(wish()).status == "accepted"


def test_without_a_key_nothing_is_sent(sandbox: Sandbox):
    with pytest.raises(AuthError, match="CALCOM_API_KEY"):
        CalcomClient(sandbox.base_url, api_key="").create_booking(wish())
    assert not sandbox.control.requests


def test_a_rate_limit_tells_how_long_to_wait(sandbox: Sandbox):
    sandbox.faults.push("refuse_429")
    with pytest.raises(Transient) as caught:
        client_of(sandbox).create_booking(wish())
    assert (caught.value.retry_after, caught.value.ambiguous) == (1, False)


def wait_after_reset(value: str) -> float | None:
    error = error_for("429 Many", "ThrottlerException", "Too Many Requests", X_RateLimit_Reset_Default=value)
    assert isinstance(error, Transient)
    return error.retry_after


@pytest.mark.parametrize(("value", "seconds"), [("42", 42), ("nonsense", 60)])
def test_the_reset_header_may_hold_seconds(value: str, seconds: float):
    assert wait_after_reset(value) == seconds


def test_the_reset_header_may_hold_a_timestamp():
    wait = wait_after_reset(str(int(datetime.now(UTC).timestamp()) + 50))
    assert wait is not None
    assert 1 <= wait <= 50


@pytest.mark.parametrize(
    ("status", "code", "message", "kind"),
    [
        ("400 Bad", "BadRequestException", "no_available_users_found_error", SlotTaken),
        ("409 Conflict", "ConflictException", "Slot is no longer available", SlotTaken),
        ("400 Bad", "BadRequestException", "Attempting to book a meeting in the past.", SlotTaken),
        ("400 Bad", "BAD_REQUEST", "attendee.email: invalid", Permanent),
        ("404 Gone", "NotFoundException", "Event type with id 9 not found", Permanent),
    ],
)
def test_refusals_are_told_apart(status: str, code: str, message: str, kind: type[Permanent]):
    error = error_for(status, code, message)
    assert type(error) is kind
    assert isinstance(error, Permanent)
    assert error.code == code
    assert message in str(error)


def test_requests_and_answers_are_what_the_specification_says(sandbox: Sandbox):
    client = client_of(sandbox)
    booking = client.create_booking(wish())
    client.get_booking(booking.uid)
    client.find_booking("appointment:1:book", start=START, event_type_id=123)
    client.slots(event_type_id=123, start=START, end=START + timedelta(hours=2))
    requests = list(sandbox.control.requests)
    assert len(requests) == 4
    assert [faults_of_request("calcom", request) for request in requests] == [[], [], [], []]
    for request in (one for one in requests if one["method"] == "GET"):
        query = "&".join(f"{name}={value.replace('+', '%2B')}" for name, value in request["query"].items())
        headers = {**request["headers"], "Authorization": "Bearer x"}
        again = PlainRequest(f"{sandbox.base_url}{request['path']}?{query}", headers=headers)
        with urlopen(again) as answer:
            assert faults_of_answer("calcom", request, json.loads(answer.read())) == []


def test_the_check_against_the_specification_can_fail(sandbox: Sandbox):
    client_of(sandbox).create_booking(wish())
    request = sandbox.control.requests[0]
    body = json.loads(request["body"])
    del request["headers"]["cal-api-version"], body["attendee"]["timeZone"]
    faults = faults_of_request("calcom", {**request, "body": json.dumps({**body, "colour": 1})})
    assert faults == ["header cal-api-version: missing", "body colour: unknown", "$.attendee.timeZone: missing"]
