"""Signals that ask this process to stop, as something to wait on."""

from __future__ import annotations

import os
import select
import signal
from types import FrameType


class StopSign:
    """Raised by SIGTERM, SIGINT and SIGHUP. A pipe, because a lock taken in a signal handler may never be free."""

    def __init__(self) -> None:
        self.times = 0
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)

    def install(self) -> None:
        """Catch the signals from now on; call it in the main thread."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._raise)

    def wait(self, seconds: float) -> bool:
        """Wait up to `seconds`; whether the sign is up."""
        if self.times:
            return True
        select.select([self._read], [], [], seconds)
        return self.times > 0

    def _raise(self, _number: int, _frame: FrameType | None) -> None:
        self.times += 1
        os.write(self._write, b"!")
