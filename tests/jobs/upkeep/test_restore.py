"""An emptied Redis is filled from the ledger, some jobs at a time, by one process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from redis import Redis

from jobs import handoff
from jobs.ledger import named_lease
from jobs.transport import keys
from jobs.transport.client import worker_client
from jobs.transport.repair import is_cold
from jobs.upkeep import restore
from jobs.upkeep.restore import LEASE, Restore
from tests.jobs.builders import queued

pytestmark = pytest.mark.django_db(transaction=True)
QUEUES = ("default", "low")


@pytest.fixture(autouse=True)
def _nothing_is_pushed() -> Iterator[None]:
    """As if Redis had been emptied after the jobs were pushed."""
    from jobs.transport.push import push

    handoff.connect(None)
    yield
    handoff.connect(push)


@pytest.fixture
def redis() -> Redis:
    return worker_client()


def _listed(redis: Redis, queue: str) -> list[str]:
    entries = redis.lrange(keys.queue(queue), 0, -1)
    return [entry.decode() if isinstance(entry, bytes) else entry for entry in entries]


def test_an_emptied_redis_is_restored_in_order(redis: Redis) -> None:
    first, other, second = queued(), queued(queue="low"), queued()
    assert not Restore("me", QUEUES).step()
    assert _listed(redis, "default") == [str(first.id), str(second.id)]
    assert _listed(redis, "low") == [str(other.id)]
    assert not is_cold()


def test_it_goes_on_where_it_stood_and_opens_redis_at_the_end(redis: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(restore, "BATCH", 1)
    jobs = [str(queued().id) for _ in range(3)]
    mine, seen = Restore("me", QUEUES), []
    while mine.step(seconds=0):
        seen.append(_listed(redis, "default"))
        assert is_cold()
    assert [jobs[:1], jobs[:2], jobs] == seen[:3]
    assert not is_cold()


def test_while_another_process_restores_nothing_is_done(redis: Redis) -> None:
    queued()
    assert named_lease.take(LEASE, "another", 30)
    assert not Restore("me", QUEUES).step()
    assert _listed(redis, "default") == []
    assert is_cold()


def test_a_redis_that_holds_what_it_should_is_left_alone(redis: Redis) -> None:
    assert not Restore("me", QUEUES).step()
    queued()
    assert not Restore("me", QUEUES).step()
    assert _listed(redis, "default") == []
