"""Which failures are the same one: equal but for ids, numbers, quoted values and people."""

from __future__ import annotations

import hashlib
import re

_LENGTH = 300  # of the normalised message; behind it stand payloads
_VARIABLE = re.compile(
    r"""
    (?<!\w)'[^']*'          # quoted; not the apostrophe of `can't`
    | (?<!\w)"[^"]*"
    | \S*•\S*               # masked: a phone number, an address
    | [\w-]*\d[\w-]*        # a word with a digit in it: number, UUID, hex, `call_9f2`
    """,
    re.VERBOSE,
)


def fingerprint(task: str, kind: str, frame: str, message: str) -> str:
    """32 hexadecimal digits, equal for the same failure with other values. `message` is redacted already."""
    normal = _VARIABLE.sub("?", message)[:_LENGTH]
    text = f"{task}\0{kind}\0{frame}\0{normal}"
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
