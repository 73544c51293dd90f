"""Django's settings as the rooms see them."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection


def test_every_provider_has_the_same_keys():
    keys = {frozenset(provider) for provider in settings.PROVIDERS.values()}

    assert len(keys) == 1


def test_rq_reaches_every_queue_with_json():
    assert {queue["SERIALIZER"] for queue in settings.RQ_QUEUES.values()} == {"rq.serializers.JSONSerializer"}
    assert list(settings.RQ_QUEUES) == list(settings.QUEUE_DEFAULTS)


@pytest.mark.django_db
def test_the_database_keeps_foreign_keys_and_what_it_commits():
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)
        else:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("30s",)


def test_a_clean_redis_is_at_hand(redis_url: str):
    from redis import Redis

    with Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0 or settings.REDIS_PREFIX
