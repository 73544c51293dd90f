"""Django's database settings from one URL: durable on SQLite, bounded on PostgreSQL."""

from __future__ import annotations

from typing import Any

from environ import Env

from project.config import Config

# FULL: a commit is on the disk before it is reported, because what was acknowledged must survive a power cut.
SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
SQLITE_BUSY_SECONDS = 30
CONNECT_SECONDS = 5
CONNECTION_AGE_SECONDS = 60
IDLE_IN_TRANSACTION_SECONDS = 60
# A peer that fell silent (a cable, a firewall, a host that is gone) is noticed in seconds: left to Linux, a statement
# on its way waits a quarter of an hour, and a worker's parent neither beats nor watches over its child meanwhile.
SILENT_PEER = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,  # milliseconds
}
# The ledger's few statements are planned once per connection; Django's own queries never are. `?prepare_threshold=0` in
# DATABASE_URL turns it off, for a pooler that hands connections from transaction to transaction and cannot follow.
PREPARE_AFTER = 2


def database_settings(config: Config) -> dict[str, Any]:
    """The `default` entry of `DATABASES`."""
    settings = dict(Env.db_url_config(config.database_url))
    if settings["ENGINE"] == "django.db.backends.sqlite3":
        return settings | {"OPTIONS": sqlite_options()}
    options = (
        {"prepare_threshold": PREPARE_AFTER} | SILENT_PEER | settings.get("OPTIONS", {}) | postgresql_options(config)
    )
    options["prepare_threshold"] = options["prepare_threshold"] or None
    return settings | {"CONN_MAX_AGE": CONNECTION_AGE_SECONDS, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def sqlite_options() -> dict[str, Any]:
    """Writers queue at BEGIN instead of failing in the middle, and wait for each other."""
    return {"init_command": SQLITE_PRAGMAS, "transaction_mode": "IMMEDIATE", "timeout": SQLITE_BUSY_SECONDS}


def postgresql_options(config: Config) -> dict[str, Any]:
    """Short statements repeated for ever: no JIT, one plan; and no session may hang or hold locks for long."""
    session = {
        "jit": "off",
        "plan_cache_mode": "force_generic_plan",
        "statement_timeout": f"{config.database_statement_timeout}s",
        "idle_in_transaction_session_timeout": f"{IDLE_IN_TRANSACTION_SECONDS}s",
    }
    return {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "signalbox",
        "options": " ".join(f"-c {name}={value}" for name, value in session.items()),
    }
