"""The readiness probe against a real database and a Redis that stops, hangs and comes back."""

from __future__ import annotations

from collections.abc import Iterator
from time import monotonic

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from jobs.models import WorkerProcess
from jobs.watch import database, redis
from tests.redis_server import RedisServer

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _no_earlier_answer() -> Iterator[None]:
    database._question._asking = redis._question._asking = None
    yield
    for question in (database._question, redis._question):
        if question._asking is not None:
            question._asking._thread.join(5)


def ready(client: Client) -> tuple[int, dict[str, dict[str, str]]]:
    answer = client.get("/health/ready")
    return answer.status_code, answer.json()["checks"]


def test_a_healthy_process_is_ready_and_says_who_is_missing(client: Client):
    status, checks = ready(client)

    assert status == 200
    assert checks["database"]["status"] == checks["redis"]["status"] == checks["migrations"]["status"] == "ok"
    assert checks["workers"]["status"] == checks["scheduler"]["status"] == "warning"


@pytest.mark.parametrize("kind", ["worker", "scheduler"])
def test_a_living_process_clears_its_warning(client: Client, kind: str):
    now = timezone.now()
    WorkerProcess.objects.create(
        name="box-1", kind=kind, host="box", machine="m", pid=1, pid_started=1, queues="", started_at=now, beat_at=now
    )

    _, checks = ready(client)

    assert checks["workers" if kind == "worker" else "scheduler"]["status"] == "ok"


def test_a_stopped_redis_takes_the_process_out_of_service(client: Client, redis_server: RedisServer, settings):
    settings.RQ_QUEUES = {"default": {"URL": redis_server.url}}
    redis_server.kill()

    status, checks = ready(client)

    assert status == 503
    assert checks["redis"]["status"] == "failed"
    assert str(redis_server.port) not in str(checks)


def test_a_hung_redis_does_not_hang_the_probe(client: Client, redis_server: RedisServer, settings):
    settings.RQ_QUEUES = {"default": {"URL": redis_server.url}}
    redis_server.freeze()
    began = monotonic()

    status, checks = ready(client)

    assert (status, checks["redis"]["status"]) == (503, "failed")
    assert monotonic() - began < 2
    assert checks["database"]["status"] == "ok"


def test_a_redis_that_may_evict_or_forget_is_a_warning(client: Client, redis_server: RedisServer, settings):
    settings.RQ_QUEUES = {"default": {"URL": redis_server.url}}
    redis_server.send("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    redis_server.send("CONFIG", "SET", "appendonly", "no")

    status, checks = ready(client)

    assert status == 200
    assert "noeviction" in checks["redis_policy"]["cause"]
    assert "append-only" in checks["redis_policy"]["cause"]


def test_pending_migrations_are_named(client: Client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
    try:
        status, checks = ready(client)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO django_migrations (app, name, applied) VALUES ('sessions', '0001_initial', %s)",
                [timezone.now()],
            )

    assert status == 503
    assert "sessions.0001_initial" in checks["migrations"]["cause"]


def test_a_database_that_hangs_is_told_in_time(client: Client, monkeypatch):
    from threading import Event

    woken = Event()
    monkeypatch.setattr(database, "pending_migrations", lambda: woken.wait(10) and [])
    began = monotonic()

    status, checks = ready(client)

    assert (status, checks["database"]["status"]) == (503, "failed")
    assert monotonic() - began < 2
    woken.set()


def test_a_database_that_refuses_is_told_without_its_address(client: Client, monkeypatch):
    def refuse(*_: object) -> bool:
        raise OperationalError("connection to server at 10.1.2.3, user signalbox, failed")

    monkeypatch.setattr("jobs.ledger.named_lease.take", refuse)

    status, checks = ready(client)

    assert (status, checks["database"]["status"]) == (503, "failed")
    assert checks["redis"]["status"] == "ok"
    assert "10.1.2.3" not in str(checks)
    assert "OperationalError" in checks["database"]["cause"]


def test_the_process_is_live_whatever_else_is(client: Client, settings):
    settings.RQ_QUEUES = {"default": {"URL": "redis://127.0.0.1:1/0"}}

    assert client.get("/health/live").json() == {"status": "live"}
    assert client.post("/health/live").status_code == 405
