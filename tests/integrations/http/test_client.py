from __future__ import annotations

import time

import pytest
from django.db import transaction
from pydantic import BaseModel

from integrations.http import ApiClient, AuthError, Permanent, Request, Timeouts, Transient
from integrations.http.errors import ProviderError
from jobs import CallInsideTransaction
from tests.integrations.http.stub_server import Behaviour, StubServer, answering, dripping, dropping, silent

pytestmark = pytest.mark.django_db

GET = Request("GET", "/things")
POST = Request("POST", "/things", json={"a": 1})
QUICK = Timeouts(connect=1, read=0.3, total=0.6)


class Anything(BaseModel):
    pass


class Thing(BaseModel):
    id: int


class Client(ApiClient):
    provider = "stub"


def failure_of(behaviour: Behaviour, request: Request, *, timeouts: Timeouts = QUICK) -> ProviderError:
    with StubServer(behaviour) as server, pytest.raises(ProviderError) as caught:
        Client(server.base_url, timeouts=timeouts, max_response_bytes=1000).send(request, Anything)
    return caught.value


def test_an_answer_comes_back_as_the_wished_shape():
    with StubServer(answering("200 OK", b'{"id": 7}')) as server:
        assert Client(server.base_url).send(GET, Thing) == Thing(id=7)


def test_path_parameters_stay_one_segment():
    with StubServer(answering("200 OK")) as server:
        Client(server.base_url).send(Request("GET", "/things/{id}", path={"id": "../a b?c"}), Anything)
    assert server.requests[0].startswith(b"GET /things/..%2Fa%20b%3Fc HTTP/1.1")


@pytest.mark.parametrize(
    "head",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nX-Slow: ",
    ],
    ids=["body", "body without a length", "headers"],
)
def test_a_trickling_answer_ends_at_the_total_timeout(head: bytes):
    started = time.monotonic()
    error = failure_of(dripping(head, every=0.1), POST)
    assert isinstance(error, Transient)
    assert error.ambiguous
    assert "total_timeout" in error.message
    assert time.monotonic() - started < 3


def test_a_silent_server_is_a_read_timeout_and_ambiguous():
    error = failure_of(silent, POST)
    assert isinstance(error, Transient)
    assert error.ambiguous
    assert "read_timeout" in error.message


def test_a_dropped_connection_is_ambiguous():
    error = failure_of(dropping, POST)
    assert isinstance(error, Transient)
    assert error.ambiguous
    assert "connection_dropped" in error.message


def test_a_read_is_never_ambiguous():
    assert not failure_of(dropping, GET).ambiguous
    assert not failure_of(answering("500 Oops"), GET).ambiguous


def test_a_refused_connection_is_certainly_without_effect(free_port: int):
    with pytest.raises(Transient) as caught:
        Client(f"http://127.0.0.1:{free_port}").send(POST, Anything)
    assert not caught.value.ambiguous
    assert "connect_error" in caught.value.message


@pytest.mark.parametrize(
    ("status", "kind", "ambiguous"),
    [
        ("400 Bad", Permanent, False),
        ("401 Who", AuthError, False),
        ("403 No", AuthError, False),
        ("404 Gone", Permanent, False),
        ("408 Slow", Transient, True),
        ("422 Odd", Permanent, False),
        ("425 Early", Transient, False),
        ("429 Many", Transient, False),
        ("500 Oops", Transient, True),
        ("503 Away", Transient, True),
    ],
)
def test_each_status_is_one_of_three_words(status: str, kind: type[ProviderError], ambiguous: bool):
    error = failure_of(answering(status), POST)
    assert type(error) is kind
    assert error.ambiguous is ambiguous
    assert error.status == int(status[:3])


def test_retry_after_is_carried_in_seconds():
    error = failure_of(answering("429 Many", Retry_After="17"), POST)
    assert isinstance(error, Transient)
    assert error.retry_after == 17


def test_a_redirect_is_refused_and_not_followed():
    behaviour = answering("307 Elsewhere", Location="/other")
    with StubServer(behaviour) as server, pytest.raises(Permanent) as caught:
        Client(server.base_url).send(POST, Anything)
    assert caught.value.status == 307
    assert len(server.requests) == 1


def test_an_answer_larger_than_allowed_is_not_read_to_its_end():
    big = answering("200 OK", b"x" * 5000)
    assert isinstance(failure_of(big, GET), Permanent)
    assert failure_of(big, POST).ambiguous


def test_an_effect_whose_answer_cannot_be_read_is_ambiguous():
    for body in (b"<html>", b"[]", b"\xff"):
        error = failure_of(answering("200 OK", body), POST)
        assert isinstance(error, Transient)
        assert error.ambiguous


def test_a_malformed_answer_names_the_field_but_not_its_value():
    with StubServer(answering("200 OK", b'{"id": "canary"}')) as server, pytest.raises(Transient) as caught:
        Client(server.base_url).send(GET, Thing)
    assert "id" in caught.value.message
    assert "canary" not in caught.value.message


def test_the_environment_cannot_send_our_calls_through_a_proxy(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    with StubServer(answering("200 OK")) as server:
        Client(server.base_url).send(GET, Anything)
    assert server.requests


@pytest.mark.django_db(transaction=True)
def test_a_call_inside_a_transaction_is_refused_before_anything_is_sent():
    with StubServer(answering("200 OK")) as server, transaction.atomic(), pytest.raises(CallInsideTransaction):
        Client(server.base_url).send(POST, Anything)
    assert server.requests == []
