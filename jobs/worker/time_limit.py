"""The soft limit: an alarm that raises `JobTimeout` in the running job."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from jobs.definition.outcomes import JobTimeout


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `JobTimeout` inside after `seconds`. Outside the main thread, where no alarm rings, it limits nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def ring(_: int, __: FrameType | None) -> None:
        raise JobTimeout(f"ran longer than {seconds:g} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
