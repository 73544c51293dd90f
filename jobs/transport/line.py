"""A worker's own line to Redis: one connection, kept, for the one script that is run for every job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from redis.exceptions import NoScriptError

from jobs.transport.away import transport_errors
from jobs.transport.scripts import script

if TYPE_CHECKING:
    from redis import Redis

_Word = str | bytes | int


class Line:
    """It goes round the client's own way of sending, which costs more than the answer takes.

    A connection that failed closes itself; the next question opens it anew.
    """

    def __init__(self, client: Redis, name: str) -> None:
        self._client = client
        self._script = script(name, client)
        self._connection: Any = None  # redis-py's connections are untyped where they are used here
        self._words: list[_Word] = []

    def ask(self, keys: Sequence[str], arguments: Sequence[_Word]) -> None:
        """Send the question; raises `TransportAway`."""
        words = [len(keys), *keys, *arguments]
        with transport_errors():
            if self._connection is None:
                self._connection = self._client.connection_pool.get_connection()
            self._connection.send_command("EVALSHA", self._script.sha, *words)
        self._words = words

    def answer(self) -> Any:
        """Read the answer to the question that was sent; raises `TransportAway`."""
        with transport_errors():
            try:
                return self._connection.read_response()
            except NoScriptError:  # a server that is new, or was told to forget
                self._connection.send_command("EVAL", self._script.script, *self._words)
                return self._connection.read_response()
