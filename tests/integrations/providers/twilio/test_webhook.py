"""Twilio's events: names, stories, and what exactly is signed."""

from __future__ import annotations

import pytest

from integrations.providers.twilio.webhook import STATUSES, classify, identify, verify
from integrations.webhooks.errors import InvalidSignature
from integrations.webhooks.source import Disposition
from tests.integrations.providers.inbound import form, inbound
from tests.integrations.providers.vectors import sample, vector_named

SID = "SM0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("name", ["sent", "delivered", "undelivered_30003", "failed_30005", "queued", "sending"])
def test_a_status_is_named_by_message_and_status(name: str) -> None:
    fields = sample("twilio", f"status_{name}")
    identity = identify(form(fields))
    assert identity is not None
    assert identity.external_id == f"{SID}:{fields['MessageStatus']}"
    assert (identity.event_type, identity.story_key) == (fields["MessageStatus"], f"twilio:{SID}")


def test_a_message_sent_to_us_is_named_by_its_sid() -> None:
    identity = identify(form(sample("twilio", "inbound_stop")))
    assert identity is not None
    assert (identity.external_id, identity.event_type) == (SID, "inbound")


@pytest.mark.parametrize(
    ("query", "story"),
    [
        ("delivery=91", "delivery:91"),
        ("a=1&delivery=0192c0de-0000-7000-8000-000000000000", "delivery:0192c0de-0000-7000-8000-000000000000"),
        ("delivery=", f"twilio:{SID}"),
        ("delivery=..%2Fetc", f"twilio:{SID}"),
        ("deliveries=91", f"twilio:{SID}"),
    ],
)
def test_a_callback_joins_the_story_of_the_delivery_its_address_names(query: str, story: str) -> None:
    identity = identify(form({"MessageSid": SID, "MessageStatus": "sent"}, query=query))
    assert identity is not None
    assert identity.story_key == story


def test_a_callback_without_a_message_has_no_name() -> None:
    assert identify(form({"MessageStatus": "sent"})) is None
    assert identify(inbound({"MessageSid": 7})) is None


def test_known_statuses_and_inbound_messages_are_processed() -> None:
    assert {classify(name) for name in (*STATUSES, "inbound")} == {Disposition.PROCESS}
    assert classify("teleported") is Disposition.UNKNOWN


@pytest.mark.parametrize("algorithm", ["HMAC_SHA1", "HMAC_MD5", "none", "", "hmac_sha256"])
def test_an_unknown_algorithm_is_refused(algorithm: str) -> None:
    vector = vector_named("twilio", "valid_sharedkey_sha256")
    headers = dict(vector.headers) | {"X-Twilio-Webhooks-Signature-Settings": f"key=k,algorithm={algorithm}"}
    with pytest.raises(InvalidSignature):
        verify(**vector.arguments(headers=headers))


def test_a_body_added_to_a_signed_get_is_refused() -> None:
    with pytest.raises(InvalidSignature):
        verify(**vector_named("twilio", "valid_get").arguments(body=b"MessageSid=SM1"))


def test_a_json_body_is_only_taken_with_its_hash_in_the_signed_address() -> None:
    vector = vector_named("twilio", "valid_json_bodySHA256")
    for url in (vector.url.partition("?")[0], vector.url.replace("bodySHA256=2", "bodySHA256=3")):
        with pytest.raises(InvalidSignature):
            verify(**vector.arguments(url=url))
