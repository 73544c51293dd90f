"""Phone numbers as people and machines write them, as E.164."""

from __future__ import annotations

import phonenumbers

MAX_WRITTEN = 40
SHORTEST = len("+4512345")  # some plans allow two digits; nobody can be texted there


def e164(written: str, *, region: str | None = None) -> str:
    """`written` as E.164, or "" when it can be no phone number.

    region: ISO country of a number in national form (`0170 …`). Possible numbers are enough, valid ones are not
    demanded: numbering plans change faster than the library, and the SMS provider knows better.
    """
    text = written.strip()
    if not text or len(text) > MAX_WRITTEN:
        return ""
    if text.startswith("00"):
        text = f"+{text[2:]}"
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    formatted = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return formatted if len(formatted) >= SHORTEST else ""


def region_of(number: str) -> str | None:
    """The ISO country of an international number, or None."""
    try:
        return phonenumbers.region_code_for_number(phonenumbers.parse(number, None))
    except phonenumbers.NumberParseException:
        return None
