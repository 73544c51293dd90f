"""Text that either database can store, whatever it came from."""

from __future__ import annotations

import re

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_MARK = "\n… shortened …\n"


def storable(text: str, limit: int) -> str:
    """`text` in at most `limit` characters, both ends kept: where it began and what it came to.

    NUL cannot be stored in PostgreSQL, half of a surrogate pair (JSON may carry one) nowhere: both are spelt out.
    """
    text = _UNSTORABLE.sub(_spelt_out, _shortened(text, limit))
    return _shortened(text, limit)


def _spelt_out(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def _shortened(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    half = (limit - len(_MARK)) // 2
    return f"{text[:half]}{_MARK}{text[-half:]}"
