"""The log of what was really done: one JSON line per effect, on the disk before the answer leaves.

It is the oracle of the fault tests and the sandbox's memory: read again at start, it brings bookings and messages back.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import Any


class EffectLog:
    """Append-only lines `{"seq", "at", "provider", "kind", "key", "id", "record"}`.

    `kind` is `booking` or `sms` for an effect, `status` for a message's later state, `refused` for an effect that the
    provider's own rules refused.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._lines = _read(path)
        self._file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        if _is_cut_off(path):
            os.write(self._file, b"\n")  # a line cut off by a crash stays alone: the next one must not join it

    def append(self, *, provider: str, kind: str, key: str, id: str, record: dict[str, Any]) -> None:  # noqa: A002
        """Add one line; on return it is on the disk."""
        with self._lock:
            line = {
                "seq": len(self._lines) + 1,
                "at": datetime.now(UTC).isoformat(),
                "provider": provider,
                "kind": kind,
                "key": key,
                "id": id,
                "record": record,
            }
            os.write(self._file, json.dumps(line, ensure_ascii=False).encode() + b"\n")
            os.fsync(self._file)
            self._lines.append(line)

    def lines(self, kind: str = "", provider: str = "") -> list[dict[str, Any]]:
        """The lines so far, oldest first; all, or those of one kind and provider."""
        with self._lock:
            return [line for line in self._lines if kind in {"", line["kind"]} and provider in {"", line["provider"]}]

    def counts(self) -> dict[str, dict[str, int]]:
        """How often each key was applied: `{"booking": {"appointment:1:book": 1}, "sms": {...}}`."""
        return {kind: dict(Counter(line["key"] for line in self.lines(kind))) for kind in ("booking", "sms")}

    def close(self) -> None:
        """Close the file."""
        os.close(self._file)


def _read(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    found = []
    for text in path.read_text("utf-8").splitlines():
        try:
            found.append(json.loads(text))
        except ValueError:
            continue  # a line cut off by a crash: its effect was never answered
    return found


def _is_cut_off(path: Path) -> bool:
    content = path.read_bytes()
    return bool(content) and not content.endswith(b"\n")
