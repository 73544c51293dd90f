from __future__ import annotations

import contextlib
import json
import logging
from typing import Any
from uuid import uuid4

import pytest
from pydantic import BaseModel

from integrations.http import ApiClient, Request, Transient
from integrations.http.redaction import MAX_STORED
from integrations.models import ApiCall
from jobs import in_story
from tests.integrations.http.stub_server import Behaviour, StubServer, answering, dropping

pytestmark = pytest.mark.django_db

PHONE, EMAIL, SECRET, PERSON = "+4915112345678", "canary@example.com", "sk_canary_93847", "Canary Person"


class Anything(BaseModel):
    pass


class Client(ApiClient):
    provider = "stub"

    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {SECRET}"}


def logged(behaviour: Behaviour, request: Request) -> ApiCall:
    with StubServer(behaviour) as server, contextlib.suppress(Transient):
        Client(server.base_url).send(request, Anything)
    return ApiCall.objects.get()


def test_a_call_leaves_a_row():
    call = logged(answering("200 OK", b'{"id": 1}'), Request("GET", "/things/{id}", path={"id": "secret-id"}))
    assert (call.provider, call.method, call.url, call.status) == ("stub", "GET", "/things/{id}", 200)
    assert call.outcome == ApiCall.Outcome.SUCCEEDED
    assert call.bytes_received == 9
    assert json.loads(call.response)["body"] == {"id": 1}


def test_a_call_without_an_answer_leaves_a_row():
    call = logged(dropping, Request("POST", "/things", json={}))
    assert (call.status, call.outcome) == (None, ApiCall.Outcome.AMBIGUOUS)
    assert "connection_dropped" in call.error


def test_a_row_names_its_story():
    story = uuid4()
    with in_story(story):
        assert logged(answering("200 OK"), Request("GET", "/things")).story_id == story


@pytest.mark.parametrize("place", ["json", "form", "query", "path", "answer", "text answer", "error"])
def test_neither_secrets_nor_persons_get_into_a_row(place: str):
    private = {"to": PHONE, "email": EMAIL, "auth_token": SECRET, "name": PERSON, "deep": f"call {PHONE} or {EMAIL}"}
    sent: dict[str, Any] = {place: private} if place in {"form", "query"} else {}
    sent |= {"json": {"list": [private]}} if place == "json" else {}
    path = {"id": PHONE} if place == "path" else {"id": "1"}
    body = json.dumps({"data": private} if "answer" in place else {}).encode()
    if place == "text answer":
        body = f"call {PHONE} or {EMAIL}, Authorization: Bearer {SECRET}".encode()
    status = "500 Oops" if place == "error" else "200 OK"
    call = logged(answering(status, body, Set_Cookie=SECRET), Request("POST", "/t/{id}", path=path, **sent))
    row = f"{call.request} {call.response} {call.error} {call.url}"
    for canary in (PHONE, PHONE[1:], EMAIL, SECRET, PERSON):
        assert canary not in row


def test_a_huge_answer_is_stored_cut():
    call = logged(answering("200 OK", json.dumps({"x": "y " * 50_000}).encode()), Request("GET", "/things"))
    assert len(call.response) == MAX_STORED
    assert call.response.endswith("characters)")


def test_an_interrupted_call_says_so(monkeypatch: pytest.MonkeyPatch):
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("integrations.http.client.exchange", stop)
    with pytest.raises(KeyboardInterrupt):
        Client("http://127.0.0.1:9").send(Request("POST", "/things"), Anything)
    assert ApiCall.objects.get().outcome == ApiCall.Outcome.INTERRUPTED


def test_a_log_that_cannot_be_written_does_not_spoil_a_done_call(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def refuse(**_: object) -> None:
        raise RuntimeError("disk full")

    monkeypatch.setattr(ApiCall.objects, "create", refuse)
    with caplog.at_level(logging.ERROR), StubServer(answering("200 OK")) as server:
        Client(server.base_url).send(Request("POST", "/things"), Anything)
    assert "api call not logged" in caplog.text
