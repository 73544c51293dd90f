"""One process at a time: leases by name, taken and renewed with one conditional update."""

from __future__ import annotations

from jobs.ledger.database import execute, query

_TAKE = """
INSERT INTO jobs_lease (name, owner, until) VALUES (%s, %s, {later})
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE jobs_lease.owner = excluded.owner OR jobs_lease.until < {now}
RETURNING owner
"""


def take(name: str, owner: str, seconds: float) -> bool:
    """Take or renew the lease; `False` while another owner holds it."""
    return bool(query(_TAKE, [name, owner, seconds]))


def give_up(name: str, owner: str) -> None:
    """Free the lease at once instead of letting it run out."""
    execute("DELETE FROM jobs_lease WHERE name = %s AND owner = %s", [name, owner])
