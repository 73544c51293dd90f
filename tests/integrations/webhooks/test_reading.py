"""Bodies are read bounded and whole, with and without a declared length."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.test import RequestFactory

from integrations.webhooks.reading import public_url, raw_query, read_body
from integrations.webhooks.refusal import Refused


class InvalidChunk(Exception):
    """Like gunicorn's, which is no OSError."""


class Trickle(io.RawIOBase):
    """A stream that gives a few bytes at a time, as sockets do; counts what was taken from it."""

    def __init__(self, body: bytes, *, fault: Exception | None = None) -> None:
        self.rest, self.taken, self.fault = body, 0, fault

    def read(self, size: int = -1, /) -> bytes:
        if self.fault is not None:
            raise self.fault
        part, self.rest = self.rest[: min(size, 7)], self.rest[min(size, 7) :]
        self.taken += len(part)
        return part


def posted(stream: Trickle, **meta: Any) -> Any:
    environ: Any = {"wsgi.input": stream, **meta}
    return RequestFactory().generic("POST", "/webhooks/retell/", **environ)


def chunked(stream: Trickle) -> Any:
    request = posted(stream, HTTP_TRANSFER_ENCODING="chunked", **{"wsgi.input_terminated": True})
    request.META.pop("CONTENT_LENGTH", None)
    return request


def test_a_body_in_pieces_is_read_whole() -> None:
    assert read_body(posted(Trickle(b"x" * 50), CONTENT_LENGTH="50"), 100) == b"x" * 50


def test_a_chunked_body_is_read_although_it_declares_no_length() -> None:
    assert read_body(chunked(Trickle(b"x" * 50)), 100) == b"x" * 50


def test_an_endless_chunked_body_is_dropped_at_the_limit() -> None:
    stream = Trickle(b"x" * 10_000)
    with pytest.raises(Refused) as refused:
        read_body(chunked(stream), 100)
    assert (refused.value.status, stream.taken) == (413, 101)


def test_a_declared_excess_is_refused_unread() -> None:
    stream = Trickle(b"x" * 101)
    with pytest.raises(Refused) as refused:
        read_body(posted(stream, CONTENT_LENGTH="101"), 100)
    assert (refused.value.status, stream.taken) == (413, 0)


@pytest.mark.parametrize(
    "stream",
    [Trickle(b"x" * 40), Trickle(b"", fault=OSError("reset")), Trickle(b"", fault=InvalidChunk())],
    ids=["cut", "reset", "gunicorn"],
)
def test_a_body_that_breaks_off_is_refused(stream: Trickle) -> None:
    with pytest.raises(Refused) as refused:
        read_body(posted(stream, CONTENT_LENGTH="50"), 100)
    assert refused.value.status == 400


def test_a_query_keeps_its_bytes() -> None:
    request = RequestFactory().get("/webhooks/twilio/", QUERY_STRING="a=%C3%A9&b=" + "é".encode().decode("latin-1"))
    assert raw_query(request) == "a=%C3%A9&b=é"


def test_the_public_address_may_carry_a_path(settings) -> None:
    settings.PUBLIC_URL = "https://example.com/signalbox/"
    assert public_url("/webhooks/twilio/", "a=1") == "https://example.com/signalbox/webhooks/twilio/?a=1"
    assert public_url("/webhooks/twilio/", "") == "https://example.com/signalbox/webhooks/twilio/"
