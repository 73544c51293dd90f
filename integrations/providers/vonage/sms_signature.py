"""The SMS API's signature: parameter `sig` over all other parameters in order of their names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence

from integrations.webhooks.bodies import form_pairs
from integrations.webhooks.errors import InvalidSignature
from integrations.webhooks.signing import hmac_hex, require_match, to_bytes


def _md5_hash(key: bytes, message: bytes) -> str:
    # The account setting "MD5 hash": no HMAC. Documented and the dashboard's default, so it can be chosen, by name.
    return hashlib.md5(message + key, usedforsecurity=False).hexdigest()


DIGESTS: dict[str, Callable[[bytes, bytes], str]] = {
    "md5hash": _md5_hash,
    "md5": lambda key, message: hmac_hex(key, message, "md5"),
    "sha1": lambda key, message: hmac_hex(key, message, "sha1"),
    "sha256": lambda key, message: hmac_hex(key, message, "sha256"),
    "sha512": lambda key, message: hmac_hex(key, message, "sha512"),
}


def verify_sig(*, method: str, url: str, body: bytes, keys: Sequence[bytes], signature_method: str) -> None:
    """Raise `InvalidSignature` unless `sig` fits by exactly this method. Source: vonage-http-client `Auth`."""
    digest = DIGESTS.get(signature_method)
    if digest is None:
        raise InvalidSignature("algorithm")
    params = _params(method=method, url=url, body=body)
    given = params.pop("sig", "")
    if not given:
        raise InvalidSignature("missing")
    message = to_bytes("".join(f"&{name}={_plain(value)}" for name, value in sorted(params.items())))
    require_match(given.lower(), [digest(key, message) for key in keys])


def _params(*, method: str, url: str, body: bytes) -> dict[str, str]:
    if method.upper() == "GET":
        query = url.partition("#")[0].partition("?")[2]
        return _form_params(query.encode("utf-8", "surrogateescape"))
    if body.lstrip().startswith(b"{"):
        # Numbers are kept as they were written: the signature is over their text.
        params: dict[str, str] = json.loads(
            body, object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=str
        )
        return params
    return _form_params(body)


def _form_params(raw: bytes) -> dict[str, str]:
    return _unique([(name.decode(), value.decode()) for name, value in form_pairs(raw)])


def _unique(pairs: Sequence[tuple[str, object]]) -> dict[str, str]:
    params = {name: value for name, value in pairs if isinstance(value, str)}
    if len(params) != len(pairs):
        # A repeated or nested parameter: what was signed and what is read could differ.
        raise InvalidSignature("malformed")
    return params


def _plain(value: str) -> str:
    return value.replace("&", "_").replace("=", "_")
