"""Takes personal data and secrets out of text that is kept or shown: logs, tracebacks, recorded requests."""

from __future__ import annotations

import re

HIDDEN = "•••"
SHORTEST_PHONE_DIGITS = 7

_AUTHORISATION = re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9._~+/=-]{4,}", re.IGNORECASE)
_URL_PASSWORD = re.compile(r"(?<=://)([^/\s:@]*):[^/\s@]+(?=@)")
# `password=…`, `"api_key": "…"`: the word may carry a prefix (`auth_token`), the value may be quoted.
_NAMED_SECRET = re.compile(
    r"""((?:api[_-]?key|secret|token|password|passwd|signature)["']?\s*[:=]\s*["']?)[^\s"',;&}\])]+""", re.IGNORECASE
)
_EMAIL = re.compile(
    r"[A-Za-z0-9._+'-]{1,64}(?:@|%40)(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z][A-Za-z0-9-]{1,62}", re.IGNORECASE
)
# Bare digits are ids, sizes and times; a number is one with `+` or `00` before it, in a German-style national form, or
# behind a name that says so (Vonage writes E.164 without its `+`).
_INTERNATIONAL = re.compile(r"(?<![\w.+-])(\+|%2B|00(?=[1-9]))(\d(?:[ ./()-]{0,2}\d){6,16})(?![\w-])", re.IGNORECASE)
_NATIONAL = re.compile(r"(?<![\w.+-])0[1-9]\d{1,4}[ /-]?\d(?: ?\d){4,9}(?![\w-])")
_NAMED_NUMBER = re.compile(
    r"""(\b(?:to|from|msisdn|(?:\w*_)?(?:phone|number))["']?\s*[:=]\s*["']?)(\d{7,15})\b""", re.IGNORECASE
)


def redact(text: str) -> str:
    """`text` without phone numbers, e-mail addresses, credentials and named secrets. Safe to apply twice."""
    text = _AUTHORISATION.sub(rf"\1 {HIDDEN}", text)
    text = _URL_PASSWORD.sub(rf"\1:{HIDDEN}", text)
    text = _NAMED_SECRET.sub(rf"\1{HIDDEN}", text)
    text = _EMAIL.sub(lambda found: mask_email(re.sub("%40", "@", found[0])), text)
    text = _INTERNATIONAL.sub(lambda found: mask_phone(f"+{found[2]}"), text)
    text = _NAMED_NUMBER.sub(lambda found: found[1] + mask_phone(f"+{found[2]}"), text)
    return _NATIONAL.sub(lambda found: mask_phone(found[0]), text)


def mask_phone(number: str) -> str:
    """`+491701234517` becomes `+49 ••• ••17`: the first three characters and the last two digits stay.

    A number too short to be one is hidden whole.
    """
    digits = re.sub(r"\D", "", number)
    if len(digits) < SHORTEST_PHONE_DIGITS:
        return HIDDEN
    prefix = f"+{digits[:2]}" if number.lstrip().startswith("+") else digits[:3]
    return f"{prefix} {HIDDEN} ••{digits[-2:]}"


def mask_email(address: str) -> str:
    """`anna@example.de` becomes `a•••@•••.de`; what is no address is hidden whole."""
    name, at, domain = address.rpartition("@")
    if not name or not at:
        return HIDDEN
    _, dot, ending = domain.rpartition(".")
    return f"{name[0]}{HIDDEN}@{HIDDEN}{dot}{ending if dot else ''}"
