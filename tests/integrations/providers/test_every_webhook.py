"""What holds for the verifier of every provider: the recorded vectors, rotation, and hostile input."""

from __future__ import annotations

import importlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from integrations.webhooks.errors import InvalidSignature
from tests.integrations.providers.vectors import Vector, valid_vectors, vectors

PROVIDERS = ("retell", "calcom", "twilio", "vonage")
SIGNED_HEADERS = (
    "x-retell-signature",
    "x-cal-signature-256",
    "X-Twilio-Signature",
    "X-Twilio-Webhooks-Signature-Settings",
    "Authorization",
    "Content-Type",
)
ALL = [pytest.param(name, vector, id=f"{name}-{vector}") for name in PROVIDERS for vector in vectors(name)]
VALID = [pytest.param(name, vector, id=f"{name}-{vector}") for name in PROVIDERS for vector in valid_vectors(name)]

hostile_text = st.one_of(
    st.text(max_size=80),
    st.sampled_from(
        [
            "",
            " ",
            "v=,d=",
            f"v=1795315426444,d={'0' * 64}",
            f"v={'9' * 5000},d={'a' * 64}",
            "v=١٧٩,d=" + "a" * 64,
            "Bearer ",
            "Bearer a.b.c",
            "Bearer eyJhbGciOiJIUzI1NiJ9.W10.AAAA",
            "x" * 65536,
            "é" * 300,
            "\ud800",
            "key=a,algorithm=HMAC_MD5",
            "key=webhooks,algorithm=HMAC_SHA256",
            "application/json",
            "application/x-www-form-urlencoded",
        ]
    ),
)
hostile_body = st.one_of(
    st.binary(max_size=200),
    st.sampled_from(
        [
            b'{"sig":"00"}',
            b'{"sig":1,"a":{"b":[]}}',
            b'{"sig":"\\ud800"}',
            b"sig=00&sig=01",
            b"sig=%ff%fe",
            b"&" * 5000,
            b'{"a":' * 100_000,
            b'{"sig":"x","n":' + b"9" * 10_000 + b"}",
        ]
    ),
)


def verifier(provider: str) -> Any:
    return importlib.import_module(f"integrations.providers.{provider}.webhook").verify


def accepts(provider: str, arguments: dict[str, Any]) -> bool:
    try:
        verifier(provider)(**arguments)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize(("provider", "vector"), ALL)
def test_a_recorded_vector_gets_the_verdict_of_the_providers_sdk(provider: str, vector: Vector) -> None:
    assert accepts(provider, vector.arguments()) is vector.valid


@pytest.mark.parametrize(("provider", "vector"), VALID)
def test_header_names_may_come_in_any_case(provider: str, vector: Vector) -> None:
    for change in (str.upper, str.lower, str.title, str.swapcase):
        headers = {change(name): value for name, value in reversed(list(vector.headers.items()))}
        assert accepts(provider, vector.arguments(headers=headers))


@pytest.mark.parametrize(("provider", "vector"), VALID)
@pytest.mark.parametrize("secrets", [[], [""], ["", "  "], "", ["wrong"]], ids=repr)
def test_no_usable_secret_accepts_nothing(provider: str, vector: Vector, secrets: Any) -> None:
    assert not accepts(provider, vector.arguments(secrets=secrets))


@pytest.mark.parametrize(("provider", "vector"), VALID)
def test_during_rotation_either_secret_will_do(provider: str, vector: Vector) -> None:
    [secret] = vector.secrets
    assert accepts(provider, vector.arguments(secrets=["another", secret]))
    assert accepts(provider, vector.arguments(secrets=[secret, "another"]))
    assert accepts(provider, vector.arguments(secrets=[secret, ""]))


@pytest.mark.parametrize(("provider", "vector"), VALID)
def test_one_changed_byte_is_refused(provider: str, vector: Vector) -> None:
    if vector.body:
        assert not accepts(provider, vector.arguments(body=vector.body.replace(b"a", b"b", 1)))
        assert not accepts(provider, vector.arguments(body=vector.body + b"&x=1"))


@pytest.mark.parametrize("provider", PROVIDERS)
@settings(max_examples=150, deadline=None)
@given(
    headers=st.dictionaries(st.one_of(st.sampled_from(SIGNED_HEADERS), st.text(max_size=20)), hostile_text),
    body=hostile_body,
    url=st.one_of(
        st.text(max_size=60), st.sampled_from(["https://[", "http://h:99999999/", "https://h/?bodySHA256=é"])
    ),
    method=st.sampled_from(["GET", "POST", "", "é"]),
    signature_method=st.sampled_from([None, "md5hash", "sha512", "none", ""]),
)
def test_hostile_input_is_refused_and_nothing_else(
    provider: str, headers: dict[str, str], body: bytes, url: str, method: str, signature_method: str | None
) -> None:
    with pytest.raises(InvalidSignature):
        verifier(provider)(
            method=method,
            url=url,
            headers=headers,
            body=body,
            secrets=["a-secret-nobody-knows"],
            now=datetime(2026, 11, 22, tzinfo=UTC),
            signature_method=signature_method,
        )


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_header_given_twice_is_refused(provider: str) -> None:
    vector = next(vector for vector in valid_vectors(provider) if set(vector.headers) - {"Content-Type"})
    doubled = dict(vector.headers) | {name.swapcase(): value for name, value in vector.headers.items()}
    assert not accepts(provider, vector.arguments(headers=doubled))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_ten_thousand_headers_do_not_hide_the_right_one(provider: str) -> None:
    vector = valid_vectors(provider)[0]
    headers = {f"x-noise-{number}": "x" for number in range(10_000)} | dict(vector.headers)
    assert accepts(provider, vector.arguments(headers=headers))
