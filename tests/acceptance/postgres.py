"""Databases of the tests' own on a PostgreSQL server that others use as well."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4


def create_database(server_url: str) -> str:
    """A new, empty database beside the one that `server_url` names; returns its address."""
    name = f"signalbox_{uuid4().hex[:12]}"
    _execute(server_url, f"CREATE DATABASE {name}")
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def drop_database(server_url: str, database_url: str) -> None:
    """Remove it, whoever is still connected."""
    name = urlsplit(database_url).path.lstrip("/")
    _execute(server_url, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _execute(server_url: str, statement: str) -> None:
    import psycopg

    maintenance = urlunsplit(urlsplit(server_url)._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(statement.encode())
