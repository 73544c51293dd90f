"""Turns single raw strings into values: each parser returns the value or raises `ValueError`, saying nothing of it."""

from __future__ import annotations

import base64
import re
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from environ import Env

TRUE = frozenset({"true", "1", "yes", "on"})
FALSE = frozenset({"false", "0", "no", "off"})
DATABASE_SCHEMES = frozenset({"sqlite", "postgres", "postgresql"})
REDIS_SCHEMES = frozenset({"redis", "rediss"})
FIELD_KEY_BYTES = 32


def flag(value: str) -> bool:
    if value.lower() in TRUE:
        return True
    if value.lower() in FALSE:
        return False
    raise ValueError


def whole_number(value: str, least: int) -> int:
    number = int(value)
    if number < least:
        raise ValueError
    return number


def factor(value: str) -> float:
    number = float(value)
    if not 0 <= number < float("inf"):
        raise ValueError
    return number


def zone(value: str) -> str:
    try:
        return ZoneInfo(value).key
    except (OSError, KeyError) as error:
        raise ValueError from error


def web_address(value: str) -> str:
    """`https://host[:port][/prefix]` without a trailing slash."""
    parts = urlsplit(value)
    parts.port  # noqa: B018 - a malformed port raises only when it is asked for
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain or re.search(r"\s", value):
        raise ValueError
    return value.rstrip("/")


def database(value: str) -> str:
    """The address of a database that several processes can share: in memory none can."""
    parts = urlsplit(value)
    if parts.scheme not in DATABASE_SCHEMES:
        raise ValueError
    if Env.db_url_config(value).get("NAME") in {None, "", ":memory:"}:
        raise ValueError
    return value


def redis(value: str) -> str:
    parts = urlsplit(value)
    parts.port  # noqa: B018
    if parts.scheme == "unix" and parts.path.startswith("/"):
        return value
    if parts.scheme in REDIS_SCHEMES and parts.hostname:
        return value
    raise ValueError


def email(value: str) -> str:
    parts = urlsplit(value)
    parts.port  # noqa: B018
    if parts.scheme not in Env.EMAIL_SCHEMES:
        raise ValueError
    return value


def field_keys(value: str) -> tuple[str, ...]:
    """Comma list of URL-safe base64 keys of 32 bytes: the first encrypts, all decrypt."""
    keys = tuple(key for part in value.split(",") if (key := part.strip()))
    if any(len(base64.urlsafe_b64decode(key.encode("ascii"))) != FIELD_KEY_BYTES for key in keys):
        raise ValueError
    return keys
