"""The key under which only one living job of a task may exist."""

from __future__ import annotations

import hashlib
import inspect
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
    call = _with_defaults(definition, arguments)
    if callable(by):
        return _stored(definition.name, str(by(**call)))
    missing = [name for name in by if name not in call]
    if missing:
        raise InvalidOptions(f"{definition.name}: unique_by names {', '.join(missing)}, which this call does not have")
    values = json.loads(dumps({name: call[name] for name in by})).values()
    return _stored(definition.name, json.dumps(list(values), separators=(",", ":")))


def _with_defaults(definition: Definition, arguments: dict[str, Any]) -> dict[str, Any]:
    """What the function will see: a value left to its default is the same as that value given."""
    parameters = inspect.signature(definition.function).parameters.values()
    return {found.name: found.default for found in parameters if found.default is not found.empty} | arguments


def _stored(task: str, value: str) -> str:
    if len(value) > MAX_VALUE or not value.isprintable():  # half a surrogate pair and NUL cannot be stored
        value = hashlib.blake2b(value.encode("utf-8", "backslashreplace"), digest_size=24).hexdigest()
    return f"{task[:140]}:{value}"
