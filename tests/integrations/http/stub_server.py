"""A server on loopback that does with one connection what a test says, byte by byte."""

from __future__ import annotations

import socket
from collections.abc import Callable
from threading import Event, Thread
from typing import Self

Behaviour = Callable[[socket.socket], None]


class StubServer:
    """Accepts connections one after the other, reads the whole request, then lets `behaviour` act on the socket."""

    def __init__(self, behaviour: Behaviour) -> None:
        self._behaviour = behaviour
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.requests: list[bytes] = []
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"
        self._thread = Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        # Closing a listener does not wake the thread that accepts on it.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)

    def _run(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with connection:
                try:
                    self.requests.append(_read_request(connection))
                    self._behaviour(connection)
                except OSError:
                    continue


def _read_request(connection: socket.socket) -> bytes:
    """All of it: closing with bytes unread would reset the connection and take the answer with it."""
    with connection.makefile("rb") as stream:
        lines = list(iter(stream.readline, b"\r\n"))
        lengths = [line.split(b":")[1] for line in lines if line.lower().startswith(b"content-length:")]
        return b"".join([*lines, b"\r\n", stream.read(int(lengths[0]) if lengths else 0)])


def answering(status: str, body: bytes = b"{}", **headers: str) -> Behaviour:
    """Send one plain answer; header names with `_` for `-`."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{lines}\r\n".encode()
    return lambda connection: connection.sendall(head + body)


def dripping(head: bytes, *, every: float) -> Behaviour:
    """Send `head`, then one byte every so often until the client hangs up."""

    def drip(connection: socket.socket) -> None:
        connection.sendall(head)
        for _ in range(200):
            Event().wait(every)
            connection.sendall(b"x")

    return drip


def silent(connection: socket.socket) -> None:
    """Say nothing until the client hangs up."""
    connection.settimeout(5)
    connection.recv(1)


def dropping(connection: socket.socket) -> None:
    """Close without a word."""
    connection.shutdown(socket.SHUT_RDWR)
