"""Does a value fit the annotation of its parameter? Plain classes and unions of them; what is more is let through."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any


def mismatch(function: Callable[..., Any], arguments: dict[str, Any]) -> str:
    """The first argument that does not fit its annotation, in words; empty when all fit."""
    hints = _hints(function)
    for name, value in arguments.items():
        allowed = _classes(hints.get(name, Any))
        if allowed and not _fits(value, allowed):
            wanted = " or ".join("None" if kind is type(None) else kind.__name__ for kind in allowed)
            return f"{name} should be {wanted}, got {type(value).__name__}"
    return ""


@cache
def _hints(function: Callable[..., Any]) -> dict[str, Any]:
    try:
        return typing.get_type_hints(function)
    except NameError:  # an annotation imported for type checking only
        return {}


def _classes(hint: Any) -> tuple[type, ...]:
    """The classes a hint allows; empty for hints that are not judged."""
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        parts = [_classes(part) for part in typing.get_args(hint)]
        return tuple(kind for part in parts for kind in part) if all(parts) else ()
    if origin in (list, dict, tuple):
        return (origin,)
    return (hint,) if isinstance(hint, type) and hint is not object and _can_judge(hint) else ()


def _can_judge(hint: type) -> bool:
    """`Any`, protocols and typed dictionaries are classes to Python, but refuse `isinstance`."""
    try:
        isinstance(None, hint)
    except TypeError:
        return False
    return True


def _fits(value: Any, allowed: Iterable[type]) -> bool:
    if isinstance(value, bool):  # bool is an int to Python, not to a person
        return bool in allowed
    if isinstance(value, int) and float in allowed:
        return True
    if isinstance(value, list | tuple):
        return list in allowed or tuple in allowed
    return isinstance(value, tuple(allowed))
