"""Stores an event or finds that it is there already: one transaction, one statement, on PostgreSQL and SQLite."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import cache

from django.db import connection, transaction

from integrations.models import WebhookEvent

_turn = threading.Lock()


@contextmanager
def storing() -> Iterator[None]:
    """The transaction of one event.

    SQLite has one writer, and those who wait for it poll with growing pauses: the unlucky wait for seconds. Threads of
    one process therefore take turns before they ask.
    """
    with _turn if connection.vendor == "sqlite" else nullcontext(), transaction.atomic():
        yield


def insert_once(event: WebhookEvent) -> bool:
    """Store `event`; false if an event of that name exists.

    The statement waits for a copy that is being stored elsewhere: whatever it says is true when it returns. Django's
    `bulk_create(ignore_conflicts=True)` does not tell the two apart, and asking afterwards costs a second statement.
    """
    fields = WebhookEvent._meta.concrete_fields
    values = [field.get_db_prep_save(getattr(event, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_statement(), values)
        return cursor.fetchone() is not None


@cache
def _statement() -> str:
    meta = WebhookEvent._meta
    columns = ", ".join(connection.ops.quote_name(str(field.column)) for field in meta.concrete_fields)
    places = ", ".join(["%s"] * len(meta.concrete_fields))
    table = connection.ops.quote_name(meta.db_table)
    return (
        f"INSERT INTO {table} ({columns}) VALUES ({places}) ON CONFLICT (external_id, provider) DO NOTHING RETURNING id"  # noqa: S608 - names of our own model
    )
