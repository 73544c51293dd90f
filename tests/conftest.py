"""What every test may ask for: a clean Redis of its own, a free port, a browser."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import environment

environment.prepare()

from django.conf import settings  # noqa: E402 - the settings read the environment prepared above

from tests.redis_server import RedisServer  # noqa: E402

DATABASE = settings.DATABASES["default"]
DATABASE.setdefault("TEST", {})["NAME"] = environment.test_database_name(DATABASE["ENGINE"])
# xdist's workers inherit this environment: with the name in it pytest-django would load the settings before `prepare`.
del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    shutil.rmtree(environment.FOLDER, ignore_errors=True)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests of PostgreSQL's own ways are left out, not skipped, where there is none."""
    if "postgresql" in DATABASE["ENGINE"]:
        return
    left_out = [item for item in items if item.get_closest_marker("postgres")]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def _shared_redis() -> Iterator[None]:
    """The Redis that `settings.REDIS_URL` names: the one given from outside, else a private one of this process."""
    if environment.EXTERNAL_REDIS:
        yield
        return
    server = RedisServer(environment.FOLDER).start()
    yield
    server.stop()


@pytest.fixture(autouse=True)
def _clean_redis(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db") or "redis_url" in request.fixturenames:
        forget_keys()


def forget_keys() -> None:
    """Delete the keys of this run; another's on the same server stay."""
    from redis import Redis

    with Redis.from_url(settings.REDIS_URL) as connection:
        if not environment.EXTERNAL_REDIS:
            connection.flushall()
            return
        for pattern in (f"{settings.REDIS_PREFIX}:*", f"*{settings.REDIS_PREFIX}*"):
            if keys := list(connection.scan_iter(pattern, count=1000)):
                connection.delete(*keys)


@pytest.fixture
def redis_url() -> str:
    """The address of a Redis that holds nothing of another test."""
    return str(settings.REDIS_URL)


@pytest.fixture
def redis_server(tmp_path_factory: pytest.TempPathFactory, free_port: int) -> Iterator[RedisServer]:
    """A server of the test's own, to be killed, frozen and restarted."""
    server = RedisServer(short_folder(), port=free_port, append_only=True).start()
    yield server
    server.kill()
    shutil.rmtree(server.folder, ignore_errors=True)


def short_folder() -> Path:
    """Unix socket paths have 107 bytes: pytest's own folders are too deep for them."""
    import tempfile

    return Path(tempfile.mkdtemp(prefix="signalbox-redis-"))


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Debian's chromium. Without one browser tests are skipped; in CI that is a failure."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    reason = "browser tests need chromium on PATH"
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
