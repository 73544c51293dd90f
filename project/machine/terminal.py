"""What a person sees of several processes at once: whole lines, each with the name of who wrote it."""

from __future__ import annotations

import json
from datetime import datetime
from threading import Lock
from typing import Protocol

from project.logging import printable

NAME_WIDTH = 9
HIDDEN_FIELDS = frozenset({"time", "level", "logger", "message", "traceback", "pid", "worker", "process"})
CALM = frozenset({"debug", "info"})


class Out(Protocol):
    """What is written to."""

    def write(self, text: str, /) -> object: ...
    def flush(self) -> object: ...


class Terminal:
    """Written to by the threads that read the children's output. `quiet` leaves out what is neither warning nor error."""

    def __init__(self, out: Out) -> None:
        self._out = out
        self._lock = Lock()
        self.quiet = False

    def say(self, text: str) -> None:
        """The supervisor's own words."""
        self._write(text)

    def relay(self, name: str, line: str) -> None:
        """A line of the child `name`."""
        is_calm, text = readable(line)
        if text and not (self.quiet and is_calm):
            self._write(f"{name:<{NAME_WIDTH}}| {text}")

    def _write(self, text: str) -> None:
        with self._lock:
            try:
                self._out.write(f"{text}\n")
                self._out.flush()
            except (OSError, ValueError):
                return  # whoever watched has gone; the work goes on


def readable(line: str) -> tuple[bool, str]:
    """Whether a log line is neither warning nor error, and its text: JSON lines become time, message and fields."""
    record = _record(line)
    if record is None:
        return True, printable(line.rstrip())
    level = str(record.get("level", "info"))
    fields = " ".join(f"{name}={value}" for name, value in record.items() if name not in HIDDEN_FIELDS)
    loud = "" if level in CALM else f"{level.upper()} "
    text = f"{_clock(str(record.get('time', '')))} {loud}{record['message']}  {fields}".rstrip()
    return level in CALM, "\n".join([printable(text), *str(record.get("traceback", "")).splitlines()])


def _record(line: str) -> dict[str, object] | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "message" in found else None


def _clock(stamp: str) -> str:
    try:
        return f"{datetime.fromisoformat(stamp).astimezone():%H:%M:%S}"
    except ValueError:
        return "--:--:--"
