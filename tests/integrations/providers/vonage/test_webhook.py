"""Vonage's events: names and stories of both APIs, and what their signatures bind."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import jwt
import pytest

from integrations.providers.vonage.webhook import STATUSES, classify, identify, verify
from integrations.webhooks.errors import InvalidSignature
from integrations.webhooks.source import Disposition
from tests.integrations.providers.inbound import form, inbound
from tests.integrations.providers.vectors import sample, vector_named

SECRET = "a-signature-secret-of-more-than-32-characters"
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
BODY = b'{"message_uuid":"u"}'
HASH = hashlib.sha256(BODY).hexdigest()


def check(claims: dict[str, Any], *, method: str = "POST", secret: str = SECRET, body: bytes = BODY) -> bool:
    token = jwt.encode(claims, SECRET, algorithm="HS256")
    try:
        verify(
            method=method,
            url="https://x/",
            headers={"authorization": f"bearer {token}"},
            body=body,
            secrets=[secret],
            now=NOW,
        )
    except InvalidSignature:
        return False
    return True


def test_a_status_is_named_by_message_status_and_time() -> None:
    document = sample("vonage", "messages_status_delivered")
    identity = identify(inbound(document))
    assert identity is not None
    assert identity.external_id == f"{document['message_uuid']}:delivered:{document['timestamp']}"
    assert identity.story_key == f"vonage:{document['message_uuid']}"


@pytest.mark.parametrize(
    ("reference", "story"),
    [("delivery:91", "delivery:91"), ("job-3e0c", "vonage:u"), ("delivery:a b", "vonage:u"), ("", "vonage:u")],
)
def test_a_callback_joins_the_story_of_the_delivery_it_refers_to(reference: str, story: str) -> None:
    identity = identify(inbound({"message_uuid": "u", "status": "read", "timestamp": "t", "client_ref": reference}))
    assert identity is not None
    assert identity.story_key == story


def test_the_sms_api_names_the_same_things_otherwise() -> None:
    fields = sample("vonage", "sms_dlr_delivered")
    for request in (form(fields), inbound(fields)):
        identity = identify(request)
        assert identity is not None
        assert identity.external_id == "0A0000001234567B:delivered:2026-11-22 02:43:46"


@pytest.mark.parametrize("name", ["messages_inbound_sms", "sms_inbound"])
def test_a_message_sent_to_us_is_inbound(name: str) -> None:
    identity = identify(inbound(sample("vonage", name)))
    assert identity is not None
    assert identity.event_type == "inbound"


def test_known_statuses_wait_and_others_are_flagged() -> None:
    assert {classify(name) for name in (*STATUSES, "inbound")} == {Disposition.STORE}
    assert classify("teleported") is Disposition.UNKNOWN


def test_an_old_token_is_still_good_because_callbacks_are_retried_for_a_day() -> None:
    assert check({"iat": SECONDS - 86_000, "payload_hash": HASH})
    assert check({"payload_hash": HASH.upper(), "exp": SECONDS + 1, "nbf": SECONDS})


@pytest.mark.parametrize(
    "claims",
    [
        {"exp": SECONDS},
        {"exp": SECONDS - 1},
        {"nbf": SECONDS + 301},
        {"iat": SECONDS + 301},
        {"exp": "soon"},
        {"exp": True},
        {"exp": [1]},
        {"exp": float("nan")},
        {"iat": None},
        {"payload_hash": None},
        {"payload_hash": 7},
        {"payload_hash": [HASH]},
        {"payload_hash": ""},
        {"payload_hash": "é"},
    ],
    ids=str,
)
def test_claims_that_do_not_hold_or_make_no_sense_are_refused(claims: dict[str, Any]) -> None:
    assert check({"payload_hash": HASH})
    assert not check({"payload_hash": HASH} | claims)


def test_a_token_binds_no_query_so_get_is_refused() -> None:
    assert not check({"payload_hash": hashlib.sha256(b"").hexdigest()}, method="GET", body=b"")


def test_another_algorithm_than_hs256_is_refused_even_with_the_right_secret() -> None:
    token = jwt.encode({"payload_hash": HASH}, SECRET * 2, algorithm="HS512")
    with pytest.raises(InvalidSignature):
        verify(
            method="POST",
            url="https://x/",
            headers={"Authorization": f"Bearer {token}"},
            body=BODY,
            secrets=[SECRET * 2],
            now=NOW,
        )


@pytest.mark.parametrize("configured", [None, "md5hash", "md5", "sha1", "sha512", "none"])
def test_only_the_one_configured_method_is_accepted(configured: str | None) -> None:
    vector = vector_named("vonage", "sha256_valid")
    if configured is None:
        verify(**vector.arguments(signature_method=None))
    else:
        with pytest.raises(InvalidSignature):
            verify(**vector.arguments(signature_method=configured))


@pytest.mark.parametrize("extra", [b',"sig":"00"', b',"to":"other"', b',"nested":{"a":"1"}', b',"list":[]'])
def test_a_repeated_or_nested_parameter_is_refused(extra: bytes) -> None:
    vector = vector_named("vonage", "sha256_valid")
    with pytest.raises(InvalidSignature):
        verify(**vector.arguments(body=vector.body[:-1] + extra + b"}"))
