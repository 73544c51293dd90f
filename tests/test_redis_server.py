"""The tests' own Redis: what it can be made to do."""

from __future__ import annotations

import pytest

from tests.redis_server import RedisServer


def test_what_was_written_survives_a_stop(redis_server: RedisServer):
    redis_server.send("SET", "track", "7")

    redis_server.stop()
    redis_server.start()

    assert redis_server.send("GET", "track") == b"$1\r\n7\r\n"


def test_a_frozen_server_answers_nobody_until_it_wakes(redis_server: RedisServer):
    redis_server.freeze()
    with pytest.raises(TimeoutError):
        redis_server.send("PING")

    redis_server.wake()

    assert redis_server.send("PING") == b"+PONG\r\n"


def test_a_killed_server_refuses(redis_server: RedisServer):
    redis_server.kill()

    with pytest.raises(OSError, match="refused"):
        redis_server.send("PING")
