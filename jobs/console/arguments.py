"""A job's arguments as a screen may show them: personal data masked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from uuid import UUID

from jobs.masking import HIDDEN, mask_email, mask_phone, redact

MAX_SHOWN = 500
PERSONAL = ("phone", "msisdn", "email", "mobile")
SECRET = ("secret", "token", "password", "api_key")


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument, its value as JSON text."""

    name: str
    value: str
    is_masked: bool


def shown_arguments(stored: str) -> list[Argument]:
    """The stored JSON object, argument by argument; whatever else was stored is one argument without a name."""
    try:
        found = json.loads(stored, object_hook=_untagged)
    except ValueError:
        found = stored
    if not isinstance(found, dict):
        found = {"": found}
    return [_shown(str(name), value) for name, value in found.items()]


def summary(stored: str, limit: int = 90) -> str:
    """`call_id 88140, company_id 7`: what tells one job of a task from another, on one line."""
    text = ", ".join(f"{shown.name} {shown.value.strip(chr(34))}" for shown in shown_arguments(stored))
    return text if len(text) <= limit else f"{text[:limit]}…"


def _untagged(found: dict[str, object]) -> object:
    """A stored date or id as people write it: the tag that keeps its type says nothing to them."""
    if len(found) == 1:
        ((tag, value),) = found.items()
        if tag.startswith("$"):
            return _dashed(str(value)) if tag == "$uuid" else str(value)
    return found


def _dashed(stored: str) -> str:
    try:
        return str(UUID(stored))
    except ValueError:
        return stored


def _shown(name: str, value: object) -> Argument:
    plain = json.dumps(value, ensure_ascii=False)
    masked = _masked(name.lower(), value, plain)
    return Argument(name, masked if len(masked) <= MAX_SHOWN else f"{masked[:MAX_SHOWN]}…", masked != plain)


def _masked(name: str, value: object, plain: str) -> str:
    if any(word in name for word in SECRET):
        return HIDDEN
    if isinstance(value, str) and any(word in name for word in PERSONAL):
        return mask_email(value) if "@" in value else mask_phone(value)
    return redact(plain)
