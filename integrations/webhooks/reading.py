"""From an HTTP request to an `Inbound`: bounded, unchanged bytes, and the address as the provider knows it."""

from __future__ import annotations

from typing import Protocol

from django.conf import settings
from django.http import HttpRequest

from integrations.webhooks.refusal import Refused
from integrations.webhooks.source import Inbound, WebhookSource

MAX_LENGTH_DIGITS = 18


class Stream(Protocol):
    def read(self, size: int, /) -> bytes: ...


def read_request(request: HttpRequest, source: WebhookSource) -> Inbound:
    """The request as it was sent. Raises `Refused`: 400, 405, 413 or 415."""
    method = (request.method or "").upper()
    if method not in source.methods:
        raise Refused(405, "method", f"Use {' or '.join(sorted(source.methods))}.")
    require_known_format(request, source)
    query = raw_query(request)
    return Inbound(
        method=method,
        url=public_url(request.path_info, query),
        query=query,
        headers=request.headers,
        body=read_body(request, settings.WEBHOOK_MAX_BYTES),
    )


def require_known_format(request: HttpRequest, source: WebhookSource) -> None:
    # Compressed bodies are not unpacked: signatures are over other bytes, and a small bomb becomes a large one.
    if request.META.get("HTTP_CONTENT_ENCODING", "").strip().lower() not in {"", "identity"}:
        raise Refused(415, "media-type", "Send the body without Content-Encoding.")
    media_type = request.META.get("CONTENT_TYPE", "").partition(";")[0].strip().lower()
    if media_type and media_type not in source.media_types:
        raise Refused(415, "media-type", f"Send {' or '.join(sorted(source.media_types))}.")


def read_body(request: HttpRequest, limit: int) -> bytes:
    """At most `limit` bytes. Django's own reading is not used: it takes a chunked body for an empty one."""
    declared = request.META.get("CONTENT_LENGTH") or ""
    if declared and not (declared.isascii() and declared.isdigit()):
        raise Refused(400, "malformed", "Content-Length is not a number.")
    if len(declared) > MAX_LENGTH_DIGITS or int(declared or 0) > limit:
        raise Refused(413, "too-large", f"The body exceeds {limit} bytes.")
    try:
        body = _read_up_to(_stream(request, declared=declared), limit + 1)
    except Exception as error:  # WSGI does not say what a server raises for a connection or a chunk that breaks
        raise Refused(400, "malformed", "The body could not be read.") from error
    if len(body) > limit:
        raise Refused(413, "too-large", f"The body exceeds {limit} bytes.")
    if declared and len(body) < int(declared):
        raise Refused(400, "malformed", "The body is shorter than Content-Length.")
    return body


def raw_query(request: HttpRequest) -> str:
    """The query string byte for byte; WSGI hands bytes over as Latin-1."""
    return str(request.META.get("QUERY_STRING", "")).encode("latin-1", "replace").decode("utf-8", "surrogateescape")


def public_url(path: str, query: str) -> str:
    """What the provider called: our configured address. Host and forwarding headers can be set by anyone."""
    base = str(settings.PUBLIC_URL).rstrip("/")
    return f"{base}{path}?{query}" if query else f"{base}{path}"


def _stream(request: HttpRequest, *, declared: str) -> Stream:
    chunked = "chunked" in request.META.get("HTTP_TRANSFER_ENCODING", "").lower()
    if not declared and chunked and request.META.get("wsgi.input_terminated"):
        stream: Stream = request.META["wsgi.input"]
        return stream
    return request


def _read_up_to(stream: Stream, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (part := stream.read(size)):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
