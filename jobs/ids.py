"""Time-ordered ids: UUIDv7 of RFC 9562, ascending within a process, so that indexes grow at one end."""

from __future__ import annotations

import os
import threading
import time
from uuid import UUID

_lock = threading.Lock()
_last = 0


def _after_fork() -> None:
    global _lock
    _lock = threading.Lock()  # another thread of the parent may have held it


os.register_at_fork(after_in_child=_after_fork)


def new_id() -> UUID:
    """A UUIDv7. The 12 bits after the millisecond hold its fraction (RFC 9562 6.2, method 3)."""
    global _last
    with _lock:
        nanoseconds = time.time_ns()
        millisecond, rest = divmod(nanoseconds, 1_000_000)
        stamp = max((millisecond << 12) | (rest * 4096 // 1_000_000), _last + 1)
        _last = stamp
    tail = int.from_bytes(os.urandom(8), "big") & ((1 << 62) - 1)
    value = ((stamp >> 12) << 80) | (0x7 << 76) | ((stamp & 0xFFF) << 64) | (0b10 << 62) | tail
    return UUID(int=value)
