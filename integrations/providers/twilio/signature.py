"""What Twilio signs, and with which digest."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable, Iterator, Mapping

from integrations.webhooks.bodies import form_fields, form_pairs
from integrations.webhooks.errors import InvalidSignature
from integrations.webhooks.signing import optional_header, require_match, sha256_hex
from integrations.webhooks.source import FORM_TYPE

SETTINGS_HEADER = "x-twilio-webhooks-signature-settings"
DEFAULT_PORTS = {"https": 443, "http": 80}
# The URL is cut by hand: urllib would normalise it, and the signature is over its exact characters.
URL = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#]*?)(?P<port>:[0-9]{1,5})?(?P<rest>[/?#].*)?", re.DOTALL)

Digest = Callable[[bytes, bytes], str]


def settings_digest(headers: Mapping[str, str]) -> Digest:
    """HMAC-SHA1 unless the settings header names HMAC_SHA256; any other algorithm is refused."""
    settings = optional_header(headers, SETTINGS_HEADER)
    if settings is None:
        return _digest("sha1")
    pairs = (part.partition("=") for part in settings.split(","))
    algorithms = [value.strip() for name, _, value in pairs if name.strip() == "algorithm"]
    if algorithms != ["HMAC_SHA256"]:
        raise InvalidSignature("algorithm")
    return _digest("sha256")


def signed_strings(*, method: str, url: str, headers: Mapping[str, str], body: bytes) -> list[bytes]:
    """The strings Twilio may have signed: the URL with and without its port, each followed by the form's fields."""
    suffix = _signed_body(method=method, url=url, headers=headers, body=body)
    return [candidate.encode("utf-8", "surrogateescape") + suffix for candidate in _url_variants(url)]


def _signed_body(*, method: str, url: str, headers: Mapping[str, str], body: bytes) -> bytes:
    query = url.partition("#")[0].partition("?")[2]
    claimed = form_fields(query.encode("utf-8", "surrogateescape")).get("bodySHA256")
    if claimed is not None and not _is_form(headers):
        require_match(claimed.lower(), [sha256_hex(body)])
        return b""
    if method.upper() == "GET" or not body:
        if body:
            raise InvalidSignature("malformed")
        return b""
    if not _is_form(headers) and optional_header(headers, "content-type"):
        raise InvalidSignature("malformed")
    # Each value once per name, names and values in byte order, nothing in between.
    return b"".join(name + value for name, value in sorted(set(form_pairs(body))))


def _is_form(headers: Mapping[str, str]) -> bool:
    media_type = (optional_header(headers, "content-type") or "").partition(";")[0]
    return media_type.strip().lower() == FORM_TYPE


def _url_variants(url: str) -> Iterator[str]:
    match = URL.fullmatch(url)
    if match is None:
        raise InvalidSignature("malformed")
    scheme, host, port, rest = match["scheme"], match["host"], match["port"], match["rest"] or ""
    yield f"{scheme}://{host}{rest}"
    yield f"{scheme}://{host}{port or f':{DEFAULT_PORTS[scheme]}'}{rest}"


def _digest(name: str) -> Digest:
    return lambda key, message: base64.b64encode(hmac.new(key, message, name).digest()).decode()
