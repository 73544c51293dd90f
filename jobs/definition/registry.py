"""Which tasks this code knows, by their stable names."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from jobs.definition.errors import DuplicateTask, UnknownTask
from jobs.definition.policy import Policy


@dataclass(frozen=True, slots=True)
class Definition:
    """A task: its stable name, its function, its policy."""

    name: str
    function: Callable[..., Any]
    policy: Policy


_definitions: dict[str, Definition] = {}


def register(definition: Definition) -> None:
    """Make a task known; raises `DuplicateTask` when another function has the name."""
    known = _definitions.get(definition.name)
    if known is not None and _place(known) != _place(definition):
        raise DuplicateTask(f"{definition.name} is {_place(known)} and {_place(definition)}; give one of them name=")
    _definitions[definition.name] = definition


def lookup(name: str) -> Definition:
    """The task of that name; raises `UnknownTask`."""
    try:
        return _definitions[name]
    except KeyError:
        raise UnknownTask(name) from None


def versions() -> dict[str, int]:
    """Name and payload version of every task this code knows."""
    return {name: definition.policy.version for name, definition in _definitions.items()}


def all_definitions() -> Iterator[Definition]:
    """Every task, by name."""
    return iter(sorted(_definitions.values(), key=lambda definition: definition.name))


def forget(name: str) -> None:
    """Take a task out again (tests declare toy tasks)."""
    _definitions.pop(name, None)


def _place(definition: Definition) -> str:
    return f"{definition.function.__module__}.{definition.function.__qualname__}"
