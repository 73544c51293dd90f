"""django-rq's pages: superusers read what is in Redis, nobody acts there, and reading changes nothing."""

from __future__ import annotations

import os
import pickle
import time
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django_rq.urls import urlpatterns as of_django_rq

from jobs.transport import keys
from jobs.transport.client import worker_client
from jobs.transport.pages.urls import OURS, READING
from jobs.transport.registration import Presence, beat
from jobs.transport.repair import set_epoch
from jobs.transport.take import Taken, Taker
from tests.jobs.builders import queued

pytestmark = pytest.mark.django_db(transaction=True)
DEFAULT = 1  # django-rq numbers queues by name: critical, default, high, …
WORKER = "worker-1"
PLACES: dict[str, Any] = {
    "queue_index": DEFAULT,
    "scheduler_index": DEFAULT,
    "connection_index": 0,
    "job_id": "some-job",
    "result_id": "1-1",
    "key": "rq:worker:nobody",
    "scheduler_name": "nobody",
    "cron_job_name": "nothing",
    "token": "",
}
NAMES = sorted({str(pattern.name) for pattern in of_django_rq})
CLOSED = [name for name in NAMES if name not in READING | set(OURS)]
OPEN = [name for name in NAMES if name in READING | set(OURS)]


def address(name: str, **places: object) -> str:
    pattern = next(pattern for pattern in of_django_rq if pattern.name == name)
    known = PLACES | places
    return reverse(f"django_rq:{name}", kwargs={key: known[key] for key in pattern.pattern.converters})


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"))
    return client


@pytest.fixture
def running() -> Taken:
    """One job in the hands of a worker and two that wait."""
    for _ in range(3):
        queued()
    set_epoch()
    _beat()
    taken = Taker(WORKER).take(["default"])
    assert isinstance(taken, Taken)
    return taken


def _beat() -> None:
    from django.utils import timezone

    beat(
        Presence(
            name=WORKER,
            host="host",
            pid=1,
            queues=["default"],
            born=timezone.now(),
            python="3",
            running=None,
            done=0,
            failed=0,
        )
    )


def everything() -> dict[bytes, object]:
    """All that Redis holds."""
    client = worker_client()
    readers: dict[Any, Any] = {
        b"string": client.get,
        b"hash": client.hgetall,
        b"set": client.smembers,
        b"list": lambda key: client.lrange(key, 0, -1),
        b"zset": lambda key: client.zrange(key, 0, -1, withscores=True),
    }
    return {key: readers[client.type(key)](key) for key in client.scan_iter(f"{keys.PREFIX}:*", count=1000)}


def test_the_actions_are_those_that_change_something():
    assert set(CLOSED) >= {
        "delete_failed_jobs", "clear", "requeue_all", "delete_job", "requeue_job", "enqueue_job", "stop_job",
        "confirm_action", "actions",
    }  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", CLOSED)
def test_actions_are_closed_and_point_to_the_console(root: Client, running: Taken, name: str, method: str):
    before = everything()

    answer = getattr(root, method)(address(name, job_id=running.rq_id))

    assert answer.status_code == 403
    assert "act on them here" in answer.text
    assert "/dashboard/" in answer.text
    assert everything() == before


@pytest.mark.parametrize("name", OPEN)
def test_pages_are_for_superusers_only(client: Client, name: str):
    where = address(name)
    anonymous = client.get(where)
    client.force_login(User.objects.create_user("staff", is_staff=True))

    assert anonymous.status_code == 302
    assert anonymous["Location"].startswith("/admin/login/")
    assert client.get(where).status_code == 403


@pytest.mark.parametrize("name", OPEN)
def test_reading_changes_nothing(root: Client, running: Taken, name: str):
    before = everything()

    answer = root.get(address(name, job_id=running.rq_id, key=keys.worker(WORKER)))

    assert answer.status_code in ((200, 404) if "cron" in name or "result" in name else (200,))
    assert everything() == before


def test_a_page_takes_no_posts(root: Client):
    assert root.post(address("jobs")).status_code == 403


def test_the_numbers_are_those_of_the_queue(root: Client, running: Taken):
    [default] = [queue for queue in root.get(address("home_json")).json()["queues"] if queue["name"] == "default"]

    assert (default["jobs"], default["started_jobs"], default["workers"]) == (2, 1, 1)


def test_the_running_job_stands_on_the_pages_of_its_queue_and_its_worker(root: Client, running: Taken):
    started = root.get(address("started_jobs")).text
    worker = root.get(address("worker_details", key=keys.worker(WORKER))).text

    assert running.rq_id in started
    assert running.rq_id in worker
    assert "run_by_signalbox" in worker


def test_a_job_that_ends_while_the_page_is_drawn_is_left_out(root: Client, running: Taken):
    worker_client().delete(keys.job(running.rq_id))

    assert root.get(address("started_jobs")).status_code == 200
    assert root.get(address("job_detail", job_id=running.rq_id)).status_code == 404
    assert root.get(address("worker_details", key=keys.worker(WORKER))).status_code == 404


class _Bomb:
    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, (_Bomb.path,)

    path = ""


def test_no_page_unpickles_what_somebody_wrote_to_redis(root: Client, running: Taken, tmp_path: Any):
    _Bomb.path = str(tmp_path / "exploded")
    payload = pickle.dumps(_Bomb())
    client, job = worker_client(), keys.job("forged")
    client.hset(job, mapping={"data": payload, "meta": payload, "created_at": "x", "status": "started"})
    client.zadd(keys.started("default"), {"forged:execution": 1.0})  # expired: registries look into its job
    client.hset(f"{keys.PREFIX}:execution:forged:execution", mapping={"created_at": 1, "last_heartbeat": 1})
    client.sadd(f"{keys.worker(WORKER)}:executions", "forged:execution")

    for name in OPEN:
        root.raise_request_exception = False
        root.get(address(name, job_id="forged", key=keys.worker(WORKER)))

    assert not (tmp_path / "exploded").exists()


def test_a_redis_that_is_away_is_said_plainly(root: Client, monkeypatch: pytest.MonkeyPatch):
    from django.conf import settings

    away = {name: queue | {"URL": "redis://127.0.0.1:1/0"} for name, queue in settings.RQ_QUEUES.items()}
    monkeypatch.setattr(settings, "RQ_QUEUES", away)
    began = time.monotonic()

    answer = root.get(address("home_json"))

    assert answer.status_code == 503
    assert time.monotonic() - began < 10
