"""The key under which only one living job of a task may exist."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from jobs.definition.arguments import dumps
from jobs.definition.errors import InvalidOptions
from jobs.definition.registry import Definition

MAX_VALUE = 150


def unique_key(definition: Definition, arguments: dict[str, Any]) -> str | None:
    """`task:value` from the policy's `unique_by`; `None` when the task may run side by side with itself."""
    by = definition.policy.unique_by
    if by is None:
        return None
    if callable(by):
        return _bounded(definition.name, str(by(**arguments)))
    missing = [name for name in by if name not in arguments]
    if missing:
        raise InvalidOptions(f"{definition.name}: unique_by names {', '.join(missing)}, which this call does not have")
    stored = json.loads(dumps({name: arguments[name] for name in by}))
    return _bounded(definition.name, json.dumps(list(stored.values()), separators=(",", ":")))


def _bounded(task: str, value: str) -> str:
    if len(value) > MAX_VALUE:
        value = hashlib.blake2b(value.encode(), digest_size=24).hexdigest()
    return f"{task[:140]}:{value}"
