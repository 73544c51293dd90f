"""A stored event becomes a typed payload, or says which field is wrong without giving it away."""

from __future__ import annotations

import pytest
from django.utils import timezone
from pydantic import BaseModel

from integrations.models import WebhookEvent
from integrations.webhooks.errors import InvalidPayload
from integrations.webhooks.outcomes import mark_failed, mark_processed
from integrations.webhooks.parsing import parse_event
from jobs import new_id

pytestmark = pytest.mark.django_db


class Call(BaseModel):
    call_id: str
    duration_ms: int = 0
    transcript: str = ""


class CallEvent(BaseModel):
    call: Call


class Status(BaseModel):
    MessageSid: str
    ErrorCode: str = ""


def stored(body: bytes, **fields: object) -> WebhookEvent:
    defaults: dict[str, object] = {
        "provider": "retell",
        "external_id": "call_ended:call_9f2",
        "event_type": "call_ended",
        "story_id": new_id(),
        "method": "POST",
        "content_type": "application/json",
        "received_at": timezone.now(),
    }
    return WebhookEvent.objects.create(body=body, **(defaults | fields))


def test_a_good_body_becomes_its_model() -> None:
    event = stored(b'\xef\xbb\xbf{"call": {"call_id": "call_9f2", "new_field": 1}}')
    assert parse_event(event, CallEvent).call.call_id == "call_9f2"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"call": {}}', "call.call_id: expected Field required, got nothing"),
        (b'{"call": {"call_id": 7}}', "call.call_id: expected a valid string, got a number (int)"),
        (b'{"call": "Anna, +491701234517"}', "got text of 19 characters"),
        (b'{"call": []}', "got a list of 0"),
        (b'{"call": null}', "got null"),
        (b"[]", "body: expected"),
        (b"{", "body: expected JSON, got not JSON"),
        (b"\xff", "body: expected JSON, got not JSON"),
        (b"[" * 100_000, "body: expected JSON, got not JSON"),
    ],
)
def test_a_bad_body_names_field_expectation_and_kind_of_value(body: bytes, message: str) -> None:
    event = stored(body)
    with pytest.raises(InvalidPayload) as invalid:
        parse_event(event, CallEvent)
    assert message in str(invalid.value)
    assert "Anna" not in str(invalid.value)
    event.refresh_from_db()
    assert event.state == "failed"
    assert message in event.error


def test_all_faults_stand_on_the_event() -> None:
    event = stored(b'{"call": {"call_id": 7, "duration_ms": "long"}}')
    with pytest.raises(InvalidPayload):
        parse_event(event, CallEvent)
    event.refresh_from_db()
    assert [line.partition(":")[0] for line in event.error.splitlines()] == ["call.call_id", "call.duration_ms"]


def test_what_no_database_stores_is_replaced() -> None:
    event = stored(b'{"call": {"call_id": "x", "transcript": "a\\u0000b\\ud83d c \\ud83d\\ude00\\n"}}')
    assert parse_event(event, CallEvent).call.transcript == "a\ufffdb\ufffd c \U0001f600\n"


def test_a_form_and_a_query_are_read_as_fields() -> None:
    form = stored(b"MessageSid=SM1&ErrorCode=", content_type="application/x-www-form-urlencoded; charset=utf-8")
    assert parse_event(form, Status) == Status(MessageSid="SM1")
    query = stored(b"", external_id="x", method="GET", content_type="", query_string="MessageSid=SM%31")
    assert parse_event(query, Status).MessageSid == "SM1"


def test_success_forgets_an_earlier_failure() -> None:
    event = stored(b"{}")
    mark_failed(event.id, "mail to anna@example.de: refused")
    event.refresh_from_db()
    assert (event.state, event.error) == ("failed", "mail to a•••@•••.de: refused")
    mark_processed(event.id)
    event.refresh_from_db()
    assert (event.state, event.error) == ("processed", "")
    assert event.processed_at is not None
