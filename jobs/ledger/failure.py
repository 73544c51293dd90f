"""What is kept of an exception: its type, its message and its traceback, redacted and bounded."""

from __future__ import annotations

import hashlib
import re
import traceback
from dataclasses import dataclass
from pathlib import PurePath
from types import TracebackType

from jobs.masking import redact

MAX_MESSAGE = 1000
MAX_TRACEBACK = 16 * 1024
_VARIABLE = re.compile(r"0x[0-9a-fA-F]+|[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|\d+|'[^']*'|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Failure:
    """`fingerprint` is equal for the same task, exception type, top frame of our code and normalised message."""

    error_type: str = ""
    error: str = ""
    traceback: str = ""
    fingerprint: str = ""


NONE = Failure()


def failure_from(task: str, error: BaseException) -> Failure:
    """The record of an exception that a task raised."""
    kind = type(error).__name__
    message = _bounded(redact(str(error)), MAX_MESSAGE)
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return Failure(
        kind, message, _bounded(redact("".join(lines)), MAX_TRACEBACK), _fingerprint(task, kind, message, error)
    )


def failure_without_exception(task: str, kind: str, message: str) -> Failure:
    """The record of an end that left no exception: a killed or dead worker."""
    return Failure(kind, _bounded(message, MAX_MESSAGE), "", _digest(task, kind, "", message))


def _fingerprint(task: str, kind: str, message: str, error: BaseException) -> str:
    return _digest(task, kind, _top_frame(error.__traceback__), message)


def _digest(*parts: str) -> str:
    text = "\0".join([*parts[:-1], _VARIABLE.sub("?", parts[-1])])
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()


def _top_frame(found: TracebackType | None) -> str:
    """The innermost frame that is neither a library's nor the engine's, as `file:function`."""
    best = ""
    for frame, _ in traceback.walk_tb(found):
        path = PurePath(frame.f_code.co_filename)
        if "site-packages" not in path.parts and "jobs" not in path.parts[-3:-1]:
            best = f"{path.name}:{frame.f_code.co_name}"
    return best


def _bounded(text: str, limit: int) -> str:
    """Keep both ends: where it began and what was raised. NUL cannot be stored in PostgreSQL."""
    text = text.replace("\0", "\\0")
    if len(text) <= limit:
        return text
    half = (limit - 20) // 2
    return f"{text[:half]}\n… shortened …\n{text[-half:]}"
