"""Database settings from one URL."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from jobs.ledger.database import query
from project.database import database_settings


def options(url: str) -> dict[str, Any]:
    found: dict[str, Any] = database_settings(replace(settings.CONFIG, database_url=url))["OPTIONS"]
    return found


def test_statements_are_prepared_unless_the_url_says_otherwise() -> None:
    assert options("postgres://u@h/d")["prepare_threshold"] == 2
    assert options("postgres://u@h/d?prepare_threshold=5")["prepare_threshold"] == 5
    assert options("postgres://u@h/d?prepare_threshold=0")["prepare_threshold"] is None


def test_a_silent_server_is_noticed_in_seconds_unless_the_url_says_otherwise() -> None:
    assert options("postgres://u@h/d")["tcp_user_timeout"] == 15_000
    assert options("postgres://u@h/d?keepalives_idle=60")["keepalives_idle"] == 60


def test_sqlite_prepares_by_itself() -> None:
    assert "prepare_threshold" not in options("sqlite:////srv/signalbox.sqlite3")


@pytest.mark.postgres
@pytest.mark.django_db
def test_the_ledgers_statements_are_planned_once_and_djangos_are_not() -> None:
    for _ in range(3):
        query("SELECT 1 WHERE 1 = %s", [1])
        with connection.cursor() as cursor:
            cursor.execute("SELECT 2 WHERE 1 = %s", [1])
    prepared = [text for (text,) in query("SELECT statement FROM pg_prepared_statements")]
    assert any(text.startswith("SELECT 1 WHERE") for text in prepared)
    assert not any(text.startswith("SELECT 2") for text in prepared)
