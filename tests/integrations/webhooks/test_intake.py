"""The contract of `POST /webhooks/<provider>/`: what is answered, what is stored, what is set in motion."""

from __future__ import annotations

import pytest

from integrations.models import WebhookEvent
from integrations.webhooks.story import search
from tests.integrations.providers.vectors import sample
from tests.integrations.webhooks import signed
from tests.integrations.webhooks.signed import send

pytestmark = pytest.mark.django_db

BOOKING = {"triggerEvent": "BOOKING_CREATED", "createdAt": "2026-11-22T02:43:46Z", "payload": {"uid": "bFJe"}}
DELIVERED = {"MessageSid": "SM1", "MessageStatus": "delivered", "To": "+12065551234"}


def the_event() -> WebhookEvent:
    return WebhookEvent.objects.get()


def test_a_signed_event_is_stored_once_and_its_job_enqueued(processors) -> None:
    seen = processors("retell", "call_ended")
    answer = send(signed.retell(signed.call_ended()))
    event = the_event()
    assert (answer.status_code, answer.json()) == (202, {"status": "accepted", "event": str(event.id), "error": None})
    assert seen == [event.id]
    assert (event.external_id, event.event_type, event.state) == ("call_ended:call_9f2", "call_ended", "accepted")


def test_a_duplicate_gets_200_and_the_first_ones_id_and_changes_nothing(processors) -> None:
    seen = processors("retell", "call_ended")
    first = send(signed.retell(signed.call_ended()))
    again = send(signed.retell(signed.call_ended()))
    assert again.status_code == 200
    assert again.json() == {"status": "duplicate", "event": first.json()["event"], "error": None}
    assert len(seen) == 1
    assert (the_event().duplicates, the_event().conflicts) == (1, 0)


def test_the_same_name_with_another_body_keeps_the_first_and_flags_the_conflict(processors) -> None:
    seen = processors("retell", "call_ended")
    send(signed.retell(signed.call_ended(transcript="first")))
    again = send(signed.retell(signed.call_ended(transcript="second")))
    event = the_event()
    assert again.status_code == 200
    assert b"first" in bytes(event.body)
    assert event.conflicts == 1
    assert event.last_conflict_at is not None
    assert len(seen) == 1


def test_events_of_one_call_share_a_story(processors) -> None:
    processors("retell")
    send(signed.retell(signed.call_ended()))
    send(signed.retell({"event": "call_analyzed", "call": {"call_id": "call_9f2"}}))
    assert WebhookEvent.objects.values("story_id").distinct().count() == 1


def test_a_callback_joins_the_story_of_the_delivery_in_its_url() -> None:
    from jobs import story_for

    story = story_for("delivery:91")
    send(signed.twilio(DELIVERED, query="delivery=91"))
    assert the_event().story_id == story


@pytest.mark.parametrize("event_type", ["call_started", "transcript_updated", "transfer_started"])
def test_known_but_uninteresting_events_are_stored_without_a_job(processors, event_type: str) -> None:
    seen = processors("retell", "call_ended")
    answer = send(signed.retell({"event": event_type, "call": {"call_id": "call_9f2"}}))
    assert (answer.status_code, answer.json()["status"]) == (202, "ignored")
    assert (the_event().state, seen) == ("ignored", [])


def test_an_unknown_type_is_stored_and_flagged() -> None:
    answer = send(signed.retell({"event": "call_teleported", "call": {"call_id": "call_9f2"}}))
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    assert (the_event().state, the_event().event_type) == ("unknown", "call_teleported")


@pytest.mark.parametrize(
    "request_",
    [signed.calcom(BOOKING), signed.vonage(sample("vonage", "messages_status_delivered"))],
    ids=["calcom", "vonage"],
)
def test_events_whose_processing_comes_later_wait(request_) -> None:
    assert send(request_).json()["status"] == "accepted"
    assert the_event().state == "waiting"


def test_an_event_nobody_processes_yet_waits_instead_of_being_lost(processors) -> None:
    processors("retell")
    send(signed.retell(signed.call_ended()))
    assert the_event().state == "waiting"


def test_an_inbound_message_is_answered_with_an_empty_twiml_document() -> None:
    fields = {"MessageSid": "SM1", "Body": "STOP", "From": "+12065551234"}
    for status in (202, 200):
        answer = send(signed.twilio(fields))
        assert (answer.status_code, answer["Content-Type"]) == (status, "text/xml")
        assert answer.content.endswith(b"<Response/>")


def test_vonages_sms_api_may_use_get() -> None:
    params = {
        "messageId": "0A",
        "status": "delivered",
        "message-timestamp": "2026-11-22 02:43:46",
        "client-ref": "a&b=c",
    }
    answer = send(signed.vonage_sms(params))
    assert answer.status_code == 202
    assert the_event().external_id == "0A:delivered:2026-11-22 02:43:46"


def test_twilios_address_comes_from_our_settings_and_not_from_headers() -> None:
    forged = {"HTTP_X_FORWARDED_HOST": "evil.example.com", "HTTP_X_FORWARDED_PROTO": "http"}
    assert send(signed.twilio(DELIVERED), extra=forged).status_code == 202


def test_only_allowed_headers_are_kept() -> None:
    request = signed.retell(signed.call_ended())
    send(
        request,
        headers=request["headers"] | {"Cookie": "session=1", "Authorization": "Basic x", "User-Agent": "Retell"},
    )
    assert {"user-agent", "x-retell-signature", "content-type"} <= set(the_event().headers)
    assert not {"cookie", "authorization"} & set(the_event().headers)


def test_a_message_that_cannot_be_named_is_stored_under_its_hash_and_flagged() -> None:
    answer = send(signed.retell({"event": "call_ended", "call": {}}))
    event = the_event()
    assert answer.status_code == 202
    assert (event.state, event.event_type) == ("unknown", "unreadable")
    assert event.external_id == f"body:{event.body_sha256}"


@pytest.mark.parametrize("body", [b'{"event": "call_ended", ', b"[]", b"null", b"\xff", b"[" * 60_000])
def test_a_signed_body_that_is_no_message_is_refused_as_malformed_and_kept(body: bytes) -> None:
    answers = [send(signed.retell(body)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [400, 400]
    assert [answer.json()["event"] for answer in answers] == [str(the_event().id)] * 2
    assert (the_event().state, the_event().duplicates) == ("unknown", 1)


def test_an_event_is_found_by_the_id_in_our_answer() -> None:
    answer = send(signed.retell(signed.call_ended()))
    assert [hit.story_id for hit in search(answer.json()["event"])] == [the_event().story_id]


@pytest.mark.parametrize(
    "body",
    [
        b'{"event":"call_ended","call":{"call_id":"call_\\u0000"}}',
        b'{"event":"call_ended","call":{"call_id":"\\ud800"}}',
        b'{"event":"call_ended","call":{"call_id":' + b"9" * 5000 + b"}}",
        b'{"event":"call_ended","call":{"call_id":"' + b"x" * 5000 + b'"}}',
        b'{"event":"\\u0000","call":{"call_id":"x"}}',
        b'{"event":"call_ended","event":"call_ended","call":{"call_id":"x","call_id":"y"}}',
        b'{"event":"call_ended","call":{"call_id":"x","n":NaN,"m":-Infinity}}',
        b"\xef\xbb\xbf" + b'{"event":"call_ended","call":{"call_id":"x"}}',
        b"[" * 60_000,
        b'{"a":' * 12_000,
        b"\xff\xfe\x00",
        b"null",
        b"[]",
        b'"x"',
        b"0",
        b'{"event":{},"call":[]}',
    ],
    ids=range(16),
)
def test_no_signed_body_however_odd_is_lost_or_breaks_us(body: bytes) -> None:
    for sign in (signed.retell, signed.calcom, signed.vonage):
        answer = send(sign(body))
        assert answer.status_code in {202, 400}
        assert bytes(WebhookEvent.objects.get(pk=answer.json()["event"]).body) == body


def test_an_absurdly_deep_body_at_the_limit_of_size_is_stored(settings) -> None:
    settings.WEBHOOK_MAX_BYTES = 1_000_000
    assert send(signed.retell(b"[" * 1_000_000)).status_code == 400
    assert WebhookEvent.objects.exists()
