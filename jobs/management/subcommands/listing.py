"""`manage.py jobs list` and `jobs show`: jobs as they stand, personal data masked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import islice
from typing import Any
from uuid import UUID

from jobs.management.subcommands.table import iso, plain, table
from jobs.masking import redact
from jobs.queries.attempts import AttemptRow, attempts_of
from jobs.queries.jobs import JobFilter, JobRow, find_job, job_page

MAX_LISTED = 1000


def listed(wanted: JobFilter, limit: int) -> list[dict[str, Any]]:
    """The newest jobs that `wanted` describes, at most `limit`."""
    return [_job(row) for row in islice(_walk(wanted), min(limit, MAX_LISTED))]


def _walk(wanted: JobFilter) -> Iterator[JobRow]:
    while True:
        page = job_page(wanted)
        yield from page.rows
        if page.older is None or page.older == wanted.before:
            return
        wanted = replace(wanted, before=page.older)


def shown(job_id: UUID) -> dict[str, Any] | None:
    """One job with its attempts, oldest first; `None` if the ledger does not have it."""
    row = find_job(job_id)
    if row is None:
        return None
    return _job(row) | {"attempts": [_attempt(attempt) for attempt in reversed(attempts_of(job_id))]}


def list_as_text(jobs: list[dict[str, Any]]) -> str:
    """One line per job."""
    columns = ("id", "task", "queue", "state", "attempt", "created_at", "error")
    return table(columns, [[str(job[column])[:80] for column in columns] for job in jobs])


def job_as_text(job: dict[str, Any]) -> str:
    """One line per field, then the attempts with their tracebacks."""
    lines = [f"{name:<14} {value}" for name, value in job.items() if name != "attempts" and value not in (None, "", 0)]
    for attempt in job["attempts"]:
        error = f"{attempt['error_type']}: {attempt['error']}" if attempt["error_type"] else ""
        lines += [
            "",
            f"attempt {attempt['number']}  {attempt['outcome']}  {attempt['started_at']} - {attempt['ended_at']}  "
            f"{attempt['worker']}  {error}".rstrip(),
            *attempt["traceback"].splitlines(),
        ]
    return "\n".join(lines)


def _job(row: JobRow) -> dict[str, Any]:
    return {name: plain(value) for name, value in asdict(row).items()} | {
        "arguments": redact(row.arguments),
        "error": redact(row.error),
        "unique_key": redact(row.unique_key) if row.unique_key else None,
    }


def _attempt(row: AttemptRow) -> dict[str, Any]:
    found = {name: plain(value) for name, value in asdict(row).items() if name != "job_id"}
    return found | {"started_at": iso(row.started_at), "ended_at": iso(row.ended_at)}
