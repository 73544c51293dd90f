"""A port nobody else has, taken at once: two clones may start in the same moment."""

from __future__ import annotations

import socket

FIRST_PORT = 8000
MOST_TRIED = 100


def listen(first: int = FIRST_PORT) -> socket.socket:
    """A socket listening on loopback, on `first` or the next free port.

    The listener itself is handed to the web server: the port cannot be lost between looking and binding, and callers
    wait in its queue while the server restarts. Raises `OSError` when a hundred ports in a row are taken.
    """
    for port in range(first, first + MOST_TRIED):
        listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(("127.0.0.1", port))
            listener.listen(512)
        except OSError:
            listener.close()
        else:
            return listener
    raise OSError(f"no free port between {first} and {first + MOST_TRIED - 1}")


def port_of(listener: socket.socket) -> int:
    """The port a listener has."""
    return int(listener.getsockname()[1])
