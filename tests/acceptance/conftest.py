"""Stations for the acceptance tests: on the database that the run is for."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.acceptance.station import Station
from tests.redis_server import RedisServer

TOYS = "tests.toybox.settings"


@pytest.fixture
def station(tmp_path: Path, redis_server: RedisServer) -> Iterator[Station]:
    """An installation with the toy tasks, nothing started yet."""
    station = Station(tmp_path, redis_server, os.environ.get("DATABASE_URL", ""), TOYS)
    yield station
    station.close()


@pytest.fixture
def web_port() -> int:
    """A free port beside the one Redis got."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def server_url() -> str:
    """The PostgreSQL server that the run is for; empty for SQLite."""
    return os.environ.get("DATABASE_URL", "")
