"""What is kept of an exception: its type, its message and its traceback, redacted and bounded."""

from __future__ import annotations

import os
import sysconfig
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from jobs.ledger.fingerprint import fingerprint
from jobs.ledger.stored_text import storable
from jobs.masking import redact

MAX_TYPE = 200
MAX_MESSAGE = 1000
MAX_TRACEBACK = 16 * 1024
_ROOM_TO_REDACT = 4  # times the limit is read: an error may quote megabytes

_ENGINE = str(Path(__file__).parent.parent) + os.sep
_NOT_OURS = (_ENGINE, *(sysconfig.get_path(name) + os.sep for name in ("stdlib", "platstdlib")), "<")
_LIBRARIES = frozenset({"site-packages", "dist-packages"})


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
    kind = storable(type(error).__name__, MAX_TYPE)
    message = _redacted(_words_of(error), MAX_MESSAGE)
    lines = traceback.format_exception(type(error), error, error.__traceback__)
    return Failure(
        error_type=kind,
        error=message,
        traceback=_redacted("".join(lines), MAX_TRACEBACK),
        fingerprint=fingerprint(task, kind, _top_frame(error.__traceback__), message),
    )


def failure_without_exception(task: str, kind: str, message: str) -> Failure:
    """The record of an end that left no exception: a killed or dead worker."""
    message = _redacted(message, MAX_MESSAGE)
    return Failure(error_type=kind, error=message, fingerprint=fingerprint(task, kind, "", message))


def _redacted(text: str, limit: int) -> str:
    return storable(redact(storable(text, _ROOM_TO_REDACT * limit)), limit)


def _words_of(error: BaseException) -> str:
    try:
        return str(error)
    except Exception:  # noqa: BLE001  an exception that cannot say what it is must not keep its job alive
        return f"<{type(error).__name__} cannot be shown>"


def _top_frame(found: TracebackType | None) -> str:
    """The innermost frame that is neither Python's, nor a library's, nor the engine's, as `file:function`."""
    best = ""
    for frame, _ in traceback.walk_tb(found):
        path = Path(frame.f_code.co_filename)
        if not str(path).startswith(_NOT_OURS) and _LIBRARIES.isdisjoint(path.parts):
            best = f"{path.name}:{frame.f_code.co_name}"
    return best
