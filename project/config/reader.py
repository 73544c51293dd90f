"""Reads single variables, remembers every fault by name, and never repeats a value."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from environ.fileaware_mapping import FileAwareMapping

from project.config import values

Parsed = TypeVar("Parsed")


class Reader:
    """Variables of one environment. A faulty one is noted in `problems` and read as a harmless stand-in.

    `defaults` are raw strings by name; a variable that has none and is not set is a fault. `NAME_FILE` names a file
    that holds the value. django-environ's own casts are not used for single values: they read any misspelt boolean
    as false and treat a secret that begins with `$` as the name of another variable.
    """

    def __init__(self, environ: Mapping[str, str], defaults: Mapping[str, str]) -> None:
        self._environ: Mapping[str, str] = FileAwareMapping(dict(environ))
        self._defaults = defaults
        self.problems: list[str] = []
        self.names: set[str] = set()

    def text(self, name: str) -> str:
        return self.parsed(name, str, "", "text")

    def parsed(self, name: str, parse: Callable[[str], Parsed], stand_in: Parsed, wanted: str) -> Parsed:
        """The value through `parse`; a `ValueError` of it becomes the fault "must be `wanted`"."""
        self.names.add(name)
        value = self._raw(name)
        if value is None:
            return stand_in
        try:
            return parse(value)
        except ValueError:
            self.fault(name, f"must be {wanted}")
            return stand_in

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(word for part in self.text(name).split(",") if (word := part.strip()))

    def flag(self, name: str) -> bool:
        return self.parsed(name, values.flag, stand_in=False, wanted="true or false")

    def whole(self, name: str, *, least: int) -> int:
        return self.parsed(name, lambda raw: values.whole_number(raw, least), least, f"a whole number from {least}")

    def web_address(self, name: str) -> str:
        return self.parsed(name, values.web_address, "", "an address such as https://example.com")

    def matching(self, name: str, pattern: str, wanted: str) -> str:
        value = self.text(name)
        if value and not re.fullmatch(pattern, value):
            self.fault(name, f"must be {wanted}")
        return value

    def fault(self, name: str, sentence: str) -> None:
        self.problems.append(f"{name} {sentence}")

    def _raw(self, name: str) -> str | None:
        """The set value, else the default; `None` and a noted fault where there is neither."""
        try:
            value = self._environ.get(name, "").strip()
        except (OSError, ValueError):
            self.fault(f"{name}_FILE", "names a file that cannot be read")
            return None
        if value or name in self._defaults:
            return value or self._defaults[name]
        self.fault(name, "is missing")
        return None
