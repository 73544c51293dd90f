"""Who calls whom in the demo. Numbers are those that the German regulator keeps for films; addresses lead nowhere."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from io import StringIO
from random import SystemRandom
from zoneinfo import ZoneInfo

from django.core.management import call_command

from integrations.sandbox.player import PlayedCall

AGENT = "agent_signalbox_demo"
COMPANY = "Praxis Sonnenberg"
EVENT_TYPE = 4711
ZONE = ZoneInfo("Europe/Berlin")
RECEPTION = "+493023125000"
FIRST_CALLER = 4_917_604_069_000  # and the 99 after it
CALLERS = ("Anna Berg", "Bruno Falk", "Clara Stein", "David Roth", "Eva Lindner", "Felix Brandt")
DAYS_AHEAD = 3
OPENS_AT = 9
HALF_HOURS = 16
_chance = SystemRandom()


def ensure_company() -> None:
    """The company that answers the demo's calls."""
    words = ["--name", COMPANY, "--agent", AGENT, "--event-type", str(EVENT_TYPE), "--time-zone", ZONE.key]
    call_command("create_company", *words, stdout=StringIO())


def a_call(now: datetime) -> PlayedCall:
    """Somebody asks for an appointment at a time that can be booked."""
    name = _chance.choice(CALLERS)
    return PlayedCall(
        agent_id=AGENT,
        from_number=f"+{FIRST_CALLER + CALLERS.index(name)}",
        to_number=RECEPTION,
        ended_at=now,
        appointment_start=bookable_start(now, _chance.randrange(HALF_HOURS)).strftime("%Y-%m-%dT%H:%M:%S"),
        customer_name=name,
        customer_email=f"{name.lower().replace(' ', '.')}@example.com",
        notes="First visit",
    )


def bookable_start(now: datetime, half_hour: int) -> datetime:
    """A half hour of the first working day from three days ahead, so that a reminder is due as well."""
    day = now.astimezone(ZONE).date() + timedelta(days=DAYS_AHEAD)
    while day.weekday() >= 5:
        day += timedelta(days=1)
    return datetime.combine(day, time(OPENS_AT), ZONE) + timedelta(minutes=30 * half_hour)
