"""A busy afternoon for the console to show: dead groups, a late queue, an adopted one, a story from call to SMS."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from jobs import Heading, Hit, StoryRow, StorySource, record_action, register_story_source
from jobs.ids import new_id
from jobs.models import Attempt, Effect, Job, StoryKey
from tests.jobs.queries.builders import a_dead_job, a_job, a_worker

TRACEBACK = """Traceback (most recent call last):
  File "/srv/app/jobs/worker/run.py", line 88, in run
    definition.function(**arguments)
  File "/srv/app/integrations/reception/tasks.py", line 41, in create_appointment_from_call
    book(call)
  File "/srv/app/integrations/reception/appointments.py", line 87, in book
    return once(key, do=client.create, find=client.find)
  File "/srv/app/integrations/providers/calcom/client.py", line 63, in create
    raise CalcomRejected(response)
integrations.providers.calcom.errors.CalcomRejected: 400 attendee.timeZone is required
"""
REFUSED = {
    "task": "create_appointment_from_call",
    "queue": "high",
    "error_type": "CalcomRejected",
    "error": "400 attendee.timeZone is required",
    "reason": "no retry on CalcomRejected",
    "fingerprint": "c41e09" * 5,
}
SILENT = {
    "task": "send_appointment_confirmation",
    "queue": "notifications",
    "error_type": "ReadTimeout",
    "error": "api.twilio.com answered nothing within 20 s",
    "reason": "all 3 attempts used, the last one failed",
    "fingerprint": "7ab310" * 5,
}
CHATTER = (
    "process_retell_call_ended",
    "update_customer_from_call",
    "process_twilio_status",
    "send_appointment_confirmation",
)


def seed(chance: random.Random) -> dict[str, UUID]:
    """Fill an empty ledger; returns the ids of a `story`, a `dead` job and a `scheduled` one."""
    _processes()
    _finished(chance)
    dead = [_dead(number) for number in range(14)][-1]
    for number in range(3):
        a_dead_job(age=4000 + 60 * number, attempt=3, tries_used=3, arguments=f'{{"delivery_id": {number}}}', **SILENT)
    scheduled = _waiting()
    story = _story(timezone.now() - timedelta(minutes=4))
    Effect.objects.create(
        key="delivery:91:send",
        state=Effect.State.UNKNOWN,
        token=new_id(),
        error="no answer within 20 s; not found at Twilio",
        story_id=dead.story_id,
        job_id=dead.id,
        started_at=timezone.now() - timedelta(minutes=26),
        wait_until=timezone.now(),
        calls=2,
    )
    record_action(user=None, action="retry", target=f"group {SILENT['fingerprint']}", detail={"jobs": 12})
    record_action(user=None, action="discard", target=f"job {dead.id}")
    return {"story": story, "dead": dead.id, "scheduled": scheduled.id}


def _processes() -> None:
    a_worker("critical", "high", "default", name="station-1.worker", adopted="notifications")
    a_worker("critical", "high", "default", name="station-2.worker")
    a_worker("webhooks", name="station-3.worker")
    a_worker(name="station-1.scheduler", kind="scheduler")


def _dead(number: int) -> Job:
    job = a_dead_job(
        age=30 + 170 * (14 - number),
        attempt=2,
        tries_used=2,
        arguments=f'{{"call_id": {88_100 + number}, "company_id": 7, "customer_phone": "+491701234517"}}',
        **REFUSED,
    )
    for attempt, outcome in ((1, "lost"), (2, "failed")):
        _attempt(job, attempt, outcome, began=job.created_at - timedelta(seconds=40 - 15 * attempt), took=1.2)
    Job.objects.filter(pk=job.pk).update(started_at=job.created_at - timedelta(seconds=1.2))
    return job


def _attempt(job: Job, number: int, outcome: str, *, began: datetime, took: float) -> Attempt:
    failed = outcome == "failed"
    return Attempt.objects.create(
        job=job,
        number=number,
        fence=number,
        outcome=outcome,
        worker="station-2.worker",
        started_at=began,
        ended_at=began + timedelta(seconds=took),
        error_type=job.error_type if failed else "",
        error=job.error if failed else "its worker died" if outcome == "lost" else "",
        traceback=TRACEBACK if failed else "",
    )


def _finished(chance: random.Random) -> None:
    for minute in range(60):
        for _ in range(chance.randint(4, 9)):
            took = chance.uniform(0.02, 1.4)
            job = a_job("succeeded", age=60 * (60 - minute), task=chance.choice(CHATTER), attempt=1)
            Job.objects.filter(pk=job.pk).update(
                started_at=job.created_at, finished_at=job.created_at + timedelta(seconds=took)
            )
            _attempt(job, 1, "failed" if chance.random() < 0.06 else "succeeded", began=job.created_at, took=took)


def _waiting() -> Job:
    for number in range(23):
        a_job(queue="webhooks", task="process_twilio_status", age=108 - 4 * number, arguments='{"event_id": 204417}')
    for number in range(2):
        a_job(
            "running",
            queue="high",
            task="create_appointment_from_call",
            age=9 + number,
            owner="station-1.worker",
            attempt=1,
        )
    a_job("running", queue="webhooks", task="process_twilio_status", age=2, owner="station-3.worker", attempt=1)
    a_job("held", queue="default", reason="version", version=5, age=70)
    a_job("cancelled", queue="low", reason="cancelled: by m.keller", age=300)
    a_job(
        "retrying", queue="high", age=-25, error_type="ReadTimeout", attempt=1, tries_used=1, created_at=timezone.now()
    )
    return a_job(
        "scheduled",
        queue="notifications",
        task="send_reminder",
        age=-70_000,
        created_at=timezone.now(),
        unique_key="r:42",
    )


def _story(began: datetime) -> UUID:
    story = new_id()
    StoryKey.objects.create(key="retell:call_3f9a71c2", story_id=story, opens=True)

    def at(seconds: float) -> datetime:
        return began + timedelta(seconds=seconds)

    def job(task: str, queue: str, spans: list[tuple[str, float, float]], parent: UUID | None, created: float) -> UUID:
        first, last = spans[0], spans[-1]
        stored = a_job(
            "succeeded",
            task=task,
            queue=queue,
            story_id=story,
            parent_id=parent,
            attempt=len(spans),
            created_at=at(created),
            started_at=at(last[1]),
            finished_at=at(last[2]),
            error_type="CalcomUnavailable" if len(spans) > 1 else "",
            error="503, Retry-After 5" if len(spans) > 1 else "",
        )
        assert first[1] >= created
        for number, (outcome, start, end) in enumerate(spans, start=1):
            _attempt(stored, number, outcome, began=at(start), took=end - start)
        return stored.id

    call = job("process_retell_call_ended", "critical", [("succeeded", 0.014, 0.065)], None, 0.01)
    job("update_customer_from_call", "default", [("succeeded", 0.07, 0.14)], call, 0.065)
    tried = [("failed", 0.071, 1.26), ("succeeded", 6.27, 7.37)]
    book = job("create_appointment_from_call", "high", tried, call, 0.065)
    send = job("send_appointment_confirmation", "notifications", [("succeeded", 7.4, 8.05)], book, 7.37)
    a_job(
        "scheduled",
        task="send_reminder",
        queue="notifications",
        story_id=story,
        age=-71_880,
        parent_id=book,
        created_at=at(7.37),
    )
    Effect.objects.create(
        key="appointment:42:book",
        state="done",
        token=new_id(),
        job_id=book,
        story_id=story,
        started_at=at(6.5),
        ended_at=at(7.23),
        wait_until=at(60),
    )
    register_story_source(_other_rooms(story, at, book, send))
    return story


def _other_rooms(story: UUID, at, book: UUID, send: UUID) -> StorySource:
    def row(kind: str, name: str, state: str, start: float, end: float, detail: str = "", parent=None) -> StoryRow:
        place = (kind, f"{start}")
        return StoryRow(
            kind=kind, id=place[1], name=name, state=state, at=at(start), ended=at(end), detail=detail, parent=parent
        )

    by_book, by_send = ("job", str(book)), ("job", str(send))
    rows = [
        row("call", "Call from +49 ••• ••17, Praxis Lindner", "booked", -312, -4, "Wants Thu 26 Nov, 10:30"),
        row("webhook", "retell call_ended", "processed", 0, 0.014, "Signature valid, stored once"),
        row("api_call", "POST api.cal.com/v2/bookings", "503", 0.104, 1.24, parent=by_book),
        row(
            "api_call", "GET api.cal.com/v2/bookings", "200", 6.301, 6.511, "Looked for our key: absent", parent=by_book
        ),
        row("api_call", "POST api.cal.com/v2/bookings", "201", 6.522, 7.23, parent=by_book),
        row("api_call", "POST api.twilio.com/…/Messages.json", "201", 7.44, 7.82, parent=by_send),
        row("delivery", "SMS +49 ••• ••17", "delivered", 7.822, 11.79, "Reported by Twilio", parent=by_send),
        row("delivery", "E-mail a•••@•••.de", "sent", 7.96, 9.1, "Accepted by the recipient's server", parent=by_send),
        row(
            "webhook", "retell call_analyzed", "processed", 9.602, 9.64, "Same request as call_ended, one booking kept"
        ),
        row("webhook", "twilio delivered", "processed", 11.77, 11.79, "Moved the SMS to delivered"),
    ]
    return StorySource(
        name="other-rooms",
        rows=lambda wanted: rows if wanted == story else [],
        search=lambda text: (
            [Hit(kind="call", title="Call from +49 ••• ••17", story_id=story)] if "4517" in text else []
        ),
        heading=lambda wanted: (
            Heading(
                title="Call from +49 ••• ••17", sentence="Booked for Thu 26 Nov, 10:30; confirmed by SMS and e-mail."
            )
            if wanted == story
            else None
        ),
    )
