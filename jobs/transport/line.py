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

    def ask(self, keys: Sequence[str], arguments: Sequence[_Word]) -> Any:
        """Run the script and return its answer; raises `TransportAway`."""
        words = [len(keys), *keys, *arguments]
        with transport_errors():
            if self._connection is None:
                self._connection = self._client.connection_pool.get_connection()
            try:
                return self._send("EVALSHA", self._script.sha, *words)
            except NoScriptError:  # a server that is new, or was told to forget
                return self._send("EVAL", self._script.script, *words)

    def _send(self, *words: Any) -> Any:
        self._connection.send_command(*words)
        return self._connection.read_response()
