"""A worker's own line to Redis: a script is asked for now and its answer read later, with other work in between."""

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
    """One question at a time. After a failure the next question connects anew. Every method raises `TransportAway`.

    It goes round the client's own way of sending, which costs more than the answer takes.
    """

    def __init__(self, client: Redis, name: str) -> None:
        self._client = client
        self._script = script(name, client)
        self._connection: Any = None  # redis-py's connections are untyped where they are used here
        self._words: list[_Word] = []

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still to be read."""
        return bool(self._words)

    def ask(self, keys: Sequence[str], arguments: Sequence[_Word]) -> None:
        """Send the question."""
        words = [len(keys), *keys, *arguments]
        with transport_errors():
            if self._connection is None:
                self._connection = self._client.connection_pool.get_connection()
            self._connection.send_command("EVALSHA", self._script.sha, *words)
        self._words = words

    def answer(self) -> Any:
        """Read the answer to the last question."""
        words, self._words = self._words, []
        with transport_errors():
            try:
                return self._connection.read_response()
            except NoScriptError:  # a server that is new, or was told to forget
                self._connection.send_command("EVAL", self._script.script, *words)
                return self._connection.read_response()
