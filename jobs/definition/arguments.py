"""Arguments of a job: bound to the function's signature, stored as JSON, back with their types.

Dates, UUIDs and decimals are stored as `{"$date": "2026-11-22"}` and the like, so that what a task gets is what the
caller gave.
"""

from __future__ import annotations

import inspect
import json
import math
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any
from uuid import UUID

from jobs.definition.argument_types import mismatch
from jobs.definition.errors import InvalidArguments

MAX_BYTES = 16 * 1024
MAX_BITS = 4096  # of one integer: Python refuses to write or read longer ones as text (4,300 digits)

Arguments = dict[str, Any]

_DECODERS: dict[str, Callable[[Any], Any]] = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$uuid": UUID,
    "$decimal": Decimal,
    "$microseconds": lambda value: timedelta(microseconds=value),
}


def bind(function: Callable[..., Any], args: tuple[Any, ...], kwargs: Arguments) -> Arguments:
    """The call as keyword arguments; raises `InvalidArguments` naming what does not fit the signature."""
    try:
        bound = _signature(function).bind(*args, **kwargs)
    except TypeError as error:
        raise InvalidArguments(f"{function.__name__}: {error}") from None
    arguments = dict(bound.arguments)
    for parameter in _signature(function).parameters.values():
        if parameter.kind is parameter.VAR_KEYWORD:
            arguments.update(arguments.pop(parameter.name, {}))
        elif parameter.kind in (parameter.VAR_POSITIONAL, parameter.POSITIONAL_ONLY):
            raise InvalidArguments(f"{function.__name__}: a task takes its arguments by name, not {parameter}")
    if wrong := mismatch(function, arguments):
        raise InvalidArguments(f"{function.__name__}: {wrong}")
    return arguments


_signature = cache(inspect.signature)


def dumps(arguments: Arguments) -> str:
    """JSON text of at most 16 KiB (ASCII); raises `InvalidArguments` naming the argument that cannot be stored."""
    try:
        plain = {_key(name, name): _encode(value, name) for name, value in arguments.items()}
        text = json.dumps(plain, separators=(",", ":"))
    except RecursionError:
        raise InvalidArguments("arguments are nested too deeply, or hold themselves") from None
    if len(text) > MAX_BYTES:
        raise InvalidArguments(
            f"arguments take {len(text)} bytes, {MAX_BYTES} are allowed; pass an id, not the content"
        )
    return text


def loads(text: str) -> Arguments:
    """What `dumps` was given, types included."""
    decoded = json.loads(text, object_hook=_decode)
    if not isinstance(decoded, dict):
        raise InvalidArguments("stored arguments are not an object")
    return decoded


def _encode(value: Any, path: str) -> Any:
    match value:
        case None | bool() | str():
            return value
        case int() | float() | Decimal():
            return _encode_number(value, path)
        case list() | tuple():
            return [_encode(item, f"{path}[{index}]") for index, item in enumerate(value)]
        case dict():
            return {_key(key, path): _encode(item, f"{path}.{key}") for key, item in value.items()}
        case _:
            return _encode_tagged(value, path)


def _encode_number(value: float | Decimal, path: str) -> Any:
    if isinstance(value, int):
        if value.bit_length() > MAX_BITS:
            raise InvalidArguments(f"{path}: an integer of {value.bit_length()} bits, {MAX_BITS} are allowed")
        return value
    if not math.isfinite(value):
        raise InvalidArguments(f"{path}: {value} is not a number that can be stored")
    return {"$decimal": str(value)} if isinstance(value, Decimal) else value


def _encode_tagged(value: Any, path: str) -> dict[str, Any]:
    match value:
        case datetime():  # before date: a datetime is one
            return {"$datetime": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case UUID():
            return {"$uuid": value.hex}
        case timedelta():  # whole microseconds: seconds as a float lose the last ones of a long span
            return {"$microseconds": value // timedelta(microseconds=1)}
    kind = type(value).__name__
    raise InvalidArguments(f"{path}: a {kind} cannot be stored; pass ids, strings, numbers or dates")


def _key(key: Any, path: str) -> str:
    if not isinstance(key, str) or key.startswith("$"):
        raise InvalidArguments(f"{path}: {key!r} is not a key that can be stored")
    return key


def _decode(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        (key, value), *_ = found.items()
        if decoder := _DECODERS.get(key):
            return decoder(value)
    return found
