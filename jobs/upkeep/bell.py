"""Signals wake the parent at once and are acted on between its steps."""

from __future__ import annotations

import select
import signal
import socket
import time
from types import FrameType, TracebackType

_STOPS = (signal.SIGTERM, signal.SIGINT)
_SAME_SECONDS = 0.1  # one stop that arrives by two ways (process group and parent) is one


class Bell:
    """Counts requests to stop; `wait` ends early when a signal arrives."""

    def __init__(self) -> None:
        self.stops = 0
        self.stopped_at = 0.0
        self._news = False
        self._last = 0.0
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)  # noqa: FBT003  the standard library's signature
        self._write.setblocking(False)  # noqa: FBT003  the standard library's signature

    def __enter__(self) -> Bell:
        for number in _STOPS:
            signal.signal(number, self._stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # only its waking matters
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        signal.set_wakeup_fd(-1)

    def wait(self, seconds: float) -> None:
        """Sleep until a signal arrives, at most `seconds`."""
        if select.select([self._read], [], [], seconds)[0]:
            self._read.recv(4096)

    def take_news(self) -> bool:
        """Whether a stop has arrived since the last call."""
        news, self._news = self._news, False
        return news

    def silence(self) -> None:
        """In the child: let go of the parent's sockets."""
        self._read.close()
        self._write.close()

    def _stop(self, _: int, __: FrameType | None) -> None:
        now = time.monotonic()
        if self.stops and now - self._last < _SAME_SECONDS:
            return
        self.stopped_at = self.stopped_at or now
        self.stops, self._last, self._news = self.stops + 1, now, True
