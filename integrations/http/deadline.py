"""A wall-clock limit on a whole exchange.

The timeouts of a socket are per operation: a server that sends one byte every few seconds never trips them. The
deadline shuts the socket down from a timer instead, whatever the reading thread waits for.
"""

from __future__ import annotations

import socket
from threading import Lock, Timer
from types import TracebackType
from typing import Any, Self

from requests.adapters import HTTPAdapter


class Deadline:
    """Shuts the attached socket down after `seconds`; afterwards `expired` is True.

    `connected` tells whether a connection was ever made: before that nothing can have been sent.
    """

    def __init__(self, seconds: float) -> None:
        self.connected = False
        self.expired = False
        self._socket: socket.socket | None = None
        self._lock = Lock()
        self._timer = Timer(seconds, self._expire)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._timer.cancel()

    def attach(self, sock: socket.socket) -> None:
        """Take charge of the connected socket; one that comes too late is shut down at once."""
        with self._lock:
            self.connected = True
            self._socket = sock
            if self.expired:
                _shut_down(sock)

    def _expire(self) -> None:
        with self._lock:
            self.expired = True
            if self._socket is not None:
                _shut_down(self._socket)


def _shut_down(sock: socket.socket) -> None:
    try:
        # The plain method, not SSLSocket's: that one would take the TLS object away from under the reading thread.
        socket.socket.shutdown(sock, socket.SHUT_RDWR)
    except OSError:
        return  # already closed: the exchange is over anyway


class DeadlineAdapter(HTTPAdapter):
    """An adapter for exactly one exchange, whose connection reports its socket to the deadline."""

    def __init__(self, deadline: Deadline) -> None:
        self._deadline = deadline
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=0)

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        """The pool for this request, its connection class extended by the report to the deadline."""
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        pool.ConnectionCls = _watched(pool.ConnectionCls, self._deadline)
        return pool


def _watched(connection_class: Any, deadline: Deadline) -> Any:
    class WatchedConnection(connection_class):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            deadline.attach(self.sock)

    return WatchedConnection
