"""Whatever is sent, the door answers with one of its documented codes and never with a fault of ours."""

from __future__ import annotations

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings as hypothesis_settings, strategies as st
from hypothesis.extra.django import TestCase

from integrations.models import WebhookEvent
from integrations.webhooks import flood
from tests.integrations.webhooks import signed

REFUSED = {400, 401, 404, 405, 413, 415, 429}
PROVIDERS = ("retell", "calcom", "twilio", "vonage", "fax")
HEADERS = (
    "x-retell-signature",
    "x-cal-signature-256",
    "x-twilio-signature",
    "x-twilio-webhooks-signature-settings",
    "authorization",
    "content-encoding",
    "x-forwarded-host",
)
# What a WSGI server can hand over: Latin-1 without line breaks.
header_value = st.text(st.characters(max_codepoint=255, exclude_characters="\r\n"), max_size=200)
json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)
known_fields = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(
        ("event", "call", "triggerEvent", "createdAt", "payload", "uid", "message_uuid", "status", "timestamp"),
        json_values,
    ),
)
quickly = hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.usefixtures("_known_secrets")
class TestHostileInput(TestCase):
    def setUp(self) -> None:
        flood.meter.clear()

    @quickly
    @given(
        provider=st.sampled_from(PROVIDERS) | st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1),
        method=st.sampled_from(["POST", "GET", "PUT", "HEAD", "OPTIONS"]),
        headers=st.dictionaries(st.sampled_from(HEADERS), header_value),
        body=st.binary(max_size=300),
        content_type=st.sampled_from(
            ["", "application/json", "application/x-www-form-urlencoded", "multipart/form-data"]
        )
        | header_value,
        query=st.text(st.characters(codec="ascii", exclude_characters="#\r\n"), max_size=50),
    )
    def test_an_unsigned_request_is_refused(self, provider, method, headers, body, content_type, query) -> None:
        extra = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        answer = Client().generic(
            method, f"/webhooks/{provider}/", body, content_type=content_type, QUERY_STRING=query, **extra
        )
        assert answer.status_code in REFUSED
        assert not WebhookEvent.objects.exists()

    @quickly
    @given(sign=st.sampled_from([signed.retell, signed.calcom, signed.vonage]), content=st.binary() | known_fields)
    def test_a_signed_body_is_stored_whatever_it_says(self, sign, content) -> None:
        body = content if isinstance(content, bytes) else signed.raw_json_lenient(content)
        request = sign(body)
        answer = Client().generic(
            "POST", request["path"], body, content_type=request["content_type"], headers=request["headers"]
        )
        if body:
            assert answer.status_code in ({200, 202} if isinstance(content, dict) else {400, 200, 202})
            assert WebhookEvent.objects.filter(pk=answer.json()["event"]).exists()
        else:
            assert answer.status_code == 400

    @quickly
    @given(fields=st.dictionaries(st.text(max_size=10) | st.just("MessageSid"), st.text(max_size=20), min_size=1))
    def test_a_signed_form_is_stored_whatever_it_says(self, fields) -> None:
        request = signed.twilio(fields)
        answer = Client().generic(
            "POST", request["path"], request["data"], content_type=request["content_type"], headers=request["headers"]
        )
        assert answer.status_code in {200, 202}
