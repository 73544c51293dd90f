"""Log lines on standard output: one JSON object per record, masked; readable lines on a developer's terminal."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, TextIO

from jobs.context import log_context
from jobs.masking import HIDDEN, redact
from project.config import Config

# Extra fields that may be written. Everything else a caller passes is dropped: an allow-list cannot forget a secret.
FIELDS = (
    "job", "task", "attempt", "queue", "story", "outcome", "duration_ms", "wait_ms", "worker", "pid", "reason", "error",
    "provider", "operation", "method", "path", "status", "status_code", "event", "event_type", "delivery", "channel",
    "call", "appointment", "count", "fence", "process", "signal", "next_at", "action", "actor",
)  # fmt: skip
LONGEST_MESSAGE = 4_096
LONGEST_FIELD = 512
LONGEST_TRACEBACK = 16_384
SHORTEST_KNOWN_SECRET = 6
LONGEST_REMEMBERED = 80


class Masked(logging.Formatter):
    """What both formats share: context, allowed fields and text without secrets. `secrets` never appear, whole."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = sorted({item for item in secrets if len(item) >= SHORTEST_KNOWN_SECRET}, key=len, reverse=True)
        self._masked_before = lru_cache(maxsize=2_048)(self._mask)

    def masked(self, text: str) -> str:
        """Names of tasks, queues and workers come with every line: they are looked through once."""
        return self._masked_before(text) if len(text) <= LONGEST_REMEMBERED else self._mask(text)

    def _mask(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        return redact(text)

    def message(self, record: logging.LogRecord) -> str:
        try:
            text = record.getMessage()
        except (TypeError, ValueError, KeyError):
            text = f"(arguments do not fit) {record.msg}"
        return self.masked(text[:LONGEST_MESSAGE])

    def fields(self, record: logging.LogRecord) -> dict[str, str | int | float | bool]:
        given = {name: record.__dict__[name] for name in FIELDS if name in record.__dict__}
        # The context is our own ids and names of code: nothing to look for in them.
        return log_context() | {name: self._plain(value) for name, value in given.items() if value is not None}

    def traceback(self, record: logging.LogRecord) -> str:
        """The end of the traceback, where the error stands."""
        if not record.exc_info:
            return ""
        return self.masked(self.formatException(record.exc_info))[-LONGEST_TRACEBACK:]

    def _plain(self, value: object) -> str | int | float | bool:
        if isinstance(value, bool | int | float):
            return value
        return self.masked(str(value)[:LONGEST_FIELD])


class JsonLines(Masked):
    """One line per record whatever it contains: JSON escapes line ends and terminal codes."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.message(record),
        }
        line |= self.fields(record)
        if traceback := self.traceback(record):
            line["traceback"] = traceback
        return json.dumps(line)


class Readable(Masked):
    """Time, level, message, fields; a traceback follows on lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        clock = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        fields = " ".join(f"{name}={value}" for name, value in self.fields(record).items())
        line = printable(f"{clock} {record.levelname:<7} {record.name}  {self.message(record)}  {fields}".rstrip())
        traceback = "\n".join(printable(text) for text in self.traceback(record).splitlines())
        return f"{line}\n{traceback}" if traceback else line


class StandardOutput(logging.StreamHandler[TextIO]):
    """Writes to what `sys.stdout` is now, not to what it was when logging was set up."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override]
        return sys.stdout


def printable(text: str) -> str:
    """`text` with control characters spelt out, so that it can neither end the line nor drive the terminal."""
    return "".join(mark if mark.isprintable() else ascii(mark)[1:-1] for mark in text)


def settings_for(config: Config) -> dict[str, Any]:
    """Django's `LOGGING`: everything goes to the root, in one format."""
    readable = config.environment == "local" and sys.stdout.isatty()
    formatter = Readable if readable else JsonLines
    through_root = {"handlers": [], "propagate": True}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter, "secrets": config.secret_values()}},
        "handlers": {"out": {"()": StandardOutput, "formatter": "line"}},
        "root": {"handlers": ["out"], "level": config.log_level},
        "loggers": {"django": through_root, "django.server": through_root | {"level": "WARNING"}},
    }
