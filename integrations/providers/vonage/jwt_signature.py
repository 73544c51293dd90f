"""The Messages API's signature: a JWT (HS256) whose claim `payload_hash` binds the body."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime

import jwt

from integrations.webhooks.errors import InvalidSignature
from integrations.webhooks.signing import require_match, sha256_hex

# Only the signature: PyJWT would judge times by its own clock, and ours is an argument.
OPTIONS: jwt.types.Options = {
    "verify_signature": True,
    "verify_exp": False,
    "verify_nbf": False,
    "verify_iat": False,
    "verify_aud": False,
    "verify_iss": False,
    "verify_sub": False,
    "verify_jti": False,
}
# How far ahead Vonage's clock may run. Old tokens are fine: a callback is retried for 24 hours.
SKEW_SECONDS = 300


def verify_jwt(token: str, *, method: str, body: bytes, keys: Sequence[bytes], now: datetime) -> None:
    """Raise `InvalidSignature` unless a key signed the token, it is in force and it names this very body."""
    if method.upper() != "POST":
        # The hash binds a body; what stands in a URL is bound by nothing.
        raise InvalidSignature("malformed")
    claims = _claims(token, keys)
    seconds = now.timestamp()
    if _instant(claims, "exp", math.inf) <= seconds:
        raise InvalidSignature("stale")
    if max(_instant(claims, name, -math.inf) for name in ("nbf", "iat")) > seconds + SKEW_SECONDS:
        raise InvalidSignature("stale")
    payload_hash = claims.get("payload_hash")
    if not isinstance(payload_hash, str):
        raise InvalidSignature("malformed")
    require_match(payload_hash.lower(), [sha256_hex(body)])


def _claims(token: str, keys: Sequence[bytes]) -> Mapping[str, object]:
    for key in keys:
        try:
            # HMAC itself fills short keys with zeros; doing it here spares PyJWT's warning about each event.
            return jwt.decode(token, key.ljust(32, b"\0"), algorithms=["HS256"], options=OPTIONS)
        except jwt.InvalidSignatureError:
            continue
        except jwt.PyJWTError as error:
            raise InvalidSignature("malformed") from error
    raise InvalidSignature("mismatch")


def _instant(claims: Mapping[str, object], name: str, absent: float) -> float:
    value = claims.get(name, absent)
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise InvalidSignature("malformed")
    return value
