"""`manage.py jobs status`: how the whole ledger stands."""

from __future__ import annotations

from typing import Any

from jobs.management.subcommands.table import table
from jobs.queries.queues import queue_rows
from jobs.queries.totals import state_counts, unknown_effects


def status() -> dict[str, Any]:
    """`states`: jobs per state. `queues`: depth, age of the oldest ready job in seconds, running, living workers."""
    queues = {
        row.name: {
            "depth": row.depth,
            "oldest_s": round(row.oldest_s, 3),
            "running": row.running,
            "workers": row.workers,
        }
        for row in queue_rows()
    }
    return {"states": state_counts(), "queues": queues, "effects": {"unknown": unknown_effects()}}


def as_text(found: dict[str, Any]) -> str:
    """The same, to be read."""
    queues = [(name, *row.values()) for name, row in found["queues"].items()]
    unknown = found["effects"]["unknown"]
    return "\n\n".join(
        [
            table(("state", "jobs"), list(found["states"].items())),
            table(("queue", "depth", "oldest s", "running", "workers"), queues),
            f"effects nobody can tell about: {unknown}",
        ]
    )
