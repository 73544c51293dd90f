"""Database settings: durable on SQLite, bounded on PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection

from project.config import load
from project.database import database_settings

POSTGRESQL = {"DATABASE_URL": "postgres://box:hunter2@db.example.com:5433/box"}


def test_postgresql_may_neither_hang_nor_hold_locks_for_long():
    found = database_settings(load(POSTGRESQL | {"DATABASE_STATEMENT_TIMEOUT": "7"}))

    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example.com", 5433, "box")
    assert found["OPTIONS"]["connect_timeout"] == 5
    assert "-c statement_timeout=7s" in found["OPTIONS"]["options"]
    assert "-c idle_in_transaction_session_timeout=60s" in found["OPTIONS"]["options"]
    assert found["CONN_HEALTH_CHECKS"]


def test_options_of_the_address_stay():
    found = database_settings(load({"DATABASE_URL": "postgres://box@db.example.com/box?sslmode=verify-full"}))

    assert found["OPTIONS"]["sslmode"] == "verify-full"


def test_sqlite_writers_queue_at_the_beginning(tmp_path: Path):
    found = database_settings(load({"DATABASE_URL": f"sqlite:///{tmp_path}/box.sqlite3"}))

    assert found["NAME"] == f"{tmp_path}/box.sqlite3"
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"


@pytest.mark.django_db
def test_a_session_has_what_the_settings_promise():
    assert ask("SHOW statement_timeout" if connection.vendor == "postgresql" else "PRAGMA synchronous") in {"30s", 2}
    assert ask("SHOW jit" if connection.vendor == "postgresql" else "PRAGMA foreign_keys") in {"off", 1}
    assert ask("SHOW application_name" if connection.vendor == "postgresql" else "PRAGMA journal_mode") in {
        "signalbox",
        "wal",
    }


def ask(question: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]
