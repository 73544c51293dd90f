"""Building blocks of signature checks: constant time, any of several secrets, and refusing whatever cannot be decided."""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from typing import ParamSpec

from integrations.webhooks.errors import InvalidSignature

P = ParamSpec("P")


def fail_closed(verify: Callable[P, None]) -> Callable[P, None]:
    """Turn any error of a verifier into `InvalidSignature`: a check that cannot finish has not succeeded."""

    @functools.wraps(verify)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            verify(*args, **kwargs)
        except InvalidSignature:
            raise
        except Exception as error:
            raise InvalidSignature("malformed") from error

    return guarded


def usable_keys(secrets: Sequence[str]) -> tuple[bytes, ...]:
    """The configured secrets as bytes. Blank ones do not count; with none left everything is refused."""
    # A bare string is a sequence of one-character secrets: never split it.
    values = (secrets,) if isinstance(secrets, str) else secrets
    keys = tuple(to_bytes(value) for value in values if value.strip())
    if not keys:
        raise InvalidSignature("no-secret")
    return keys


def required_header(headers: Mapping[str, str], name: str) -> str:
    """The value of a header whatever its case; missing, empty or given twice is refused."""
    value = optional_header(headers, name)
    if not value:
        raise InvalidSignature("missing")
    return value


def optional_header(headers: Mapping[str, str], name: str) -> str | None:
    wanted = name.lower()
    values = [value for key, value in headers.items() if key.lower() == wanted]
    if len(values) > 1:
        raise InvalidSignature("malformed")
    return values[0] if values else None


def require_match(given: str, expected: Sequence[str]) -> None:
    """Compare in constant time with every acceptable value, so that timing does not tell which secret is in use."""
    value = to_bytes(given)
    verdicts = [hmac.compare_digest(value, to_bytes(candidate)) for candidate in expected]
    if not any(verdicts):
        raise InvalidSignature("mismatch")


def hmac_hex(key: bytes, message: bytes, digest: str = "sha256") -> str:
    return hmac.new(key, message, digest).hexdigest()


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def to_bytes(text: str) -> bytes:
    """UTF-8; characters that only hostile or undecodable input contains are kept as they came."""
    return text.encode("utf-8", "surrogatepass")
