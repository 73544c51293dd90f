"""What must hold when a run has come to rest, judged by the ledger and by the provider's own log."""

from __future__ import annotations

from collections.abc import Sequence

from tests.acceptance.reception_desk import ReceptionDesk
from tests.acceptance.station import Station

_OPEN = "('scheduled', 'queued', 'running', 'retrying', 'held')"


def still_open(station: Station) -> int:
    """Jobs that have not ended, future reminders left out."""
    statement = (
        f"SELECT count(*) FROM jobs_job WHERE state IN {_OPEN} AND NOT (state = 'scheduled' AND task LIKE '%reminder%')"
    )
    return int(station.sql(statement)[0][0])


def faults_of(desk: ReceptionDesk, phones: Sequence[str]) -> list[str]:
    """Everything that is wrong; empty when each call ended as it should, each effect happening once."""
    station = desk.station
    found = [f"{name}: {count}" for name, count in _counts(station).items() if count]
    booked = station.sql("SELECT count(*) FROM integrations_call WHERE booking_state = 'booked'")[0][0]
    if booked != len(phones):
        found.append(f"{booked} calls booked of {len(phones)}")
    for kind in ("booking", "sms"):
        effects = desk.effects(kind)
        twice = {key: times for key, times in effects.items() if times > 1}
        if twice:
            found.append(f"{kind} applied more than once: {twice}")
        if len(effects) != len(phones):
            found.append(f"{len(effects)} different {kind} effects for {len(phones)} calls")
    return found


def _counts(station: Station) -> dict[str, int]:
    statements = {
        "open jobs": f"SELECT count(*) FROM jobs_job WHERE state IN {_OPEN} AND NOT (state = 'scheduled' AND task LIKE '%reminder%')",
        "false dead letters": "SELECT count(*) FROM jobs_job WHERE state = 'dead'",
        "running without a lease": "SELECT count(*) FROM jobs_job WHERE state = 'running' AND lease_until IS NULL",
        "waiting without a due time": "SELECT count(*) FROM jobs_job WHERE state IN ('scheduled', 'retrying') AND due_at IS NULL",
        "effects unknown or under way": "SELECT count(*) FROM jobs_effect WHERE state IN ('unknown', 'started')",
        "jobs with a gap in their attempts": """
            SELECT count(*) FROM (
                SELECT job_id FROM jobs_attempt GROUP BY job_id HAVING count(*) <> max(number) OR min(number) <> 1
            ) gaps""",
        "jobs with two successes": """
            SELECT count(*) FROM (
                SELECT job_id FROM jobs_attempt WHERE outcome = 'succeeded' GROUP BY job_id HAVING count(*) > 1
            ) twice""",
    }
    return {name: int(station.sql(statement)[0][0]) for name, statement in statements.items()}
