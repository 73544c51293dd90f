"""Reads hostile bodies: JSON and forms as far as needed to name an event, without ever failing in a surprising way."""

from __future__ import annotations

import codecs
import json
from urllib.parse import unquote_to_bytes

# Providers send some dozens of fields. More are an attempt to keep us busy.
MAX_FIELDS = 1000
# Longer integers are no quantity of any provider, and converting them is quadratic work.
MAX_DIGITS = 40


class UnreadableBody(ValueError):
    """The body is not what its format promises."""


def read_json(body: bytes) -> object:
    """Parse JSON leniently (BOM, NaN, repeated keys, long integers as text). Raises `UnreadableBody`."""
    try:
        text = body.removeprefix(codecs.BOM_UTF8).decode("utf-8")
        return json.loads(text, parse_int=_integer)
    except (ValueError, RecursionError) as error:
        raise UnreadableBody(f"not JSON: {type(error).__name__}") from error


def read_fields(body: bytes) -> object:
    """The body as JSON if it looks like JSON, else as a form. Some providers send either, whatever the type says."""
    looks_like_json = body.lstrip(codecs.BOM_UTF8 + b" \t\r\n").startswith((b"{", b"["))
    return read_json(body) if looks_like_json else form_fields(body)


def form_pairs(raw: bytes) -> list[tuple[bytes, bytes]]:
    """The decoded (name, value) pairs of a form or query string in order, blank values kept, as bytes."""
    if raw.count(b"&") >= MAX_FIELDS:
        raise UnreadableBody("too many fields")
    pairs = []
    for part in raw.split(b"&"):
        if part:
            name, _, value = part.replace(b"+", b" ").partition(b"=")
            pairs.append((unquote_to_bytes(name), unquote_to_bytes(value)))
    return pairs


def form_fields(raw: bytes) -> dict[str, str]:
    """The first value of each field as text; bytes that are not UTF-8 become U+FFFD."""
    fields: dict[str, str] = {}
    for name, value in form_pairs(raw):
        fields.setdefault(name.decode("utf-8", "replace"), value.decode("utf-8", "replace"))
    return fields


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) <= MAX_DIGITS else digits
