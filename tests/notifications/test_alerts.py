from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from pytest_django import Settings

from jobs import Fail, new_id, task
from jobs.definition.registry import forget
from jobs.models import Job
from jobs.signals import job_died
from jobs.testing import drain, perform
from notifications.alerts import Death, count_death, tell
from notifications.models import Alert, Delivery
from notifications.receivers import OWN_TASKS

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _operations(settings: Settings) -> None:
    settings.OPERATIONS_EMAILS = ("ops@example.com", "night@example.com")
    settings.PUBLIC_URL = "https://signalbox.example.com"


def die(at: datetime, *, error: str = "KeyError: 'start'", fingerprint: str = "f1", by: str = "") -> Alert:
    death = Death(task="create_appointment", fingerprint=fingerprint, error=error, counted_by=by or str(new_id()))
    return count_death(death, now=at)


def told() -> list[str]:
    return list(Delivery.objects.order_by("id").values_list("subject", flat=True))


def test_the_first_death_is_told_at_once_the_others_after_ten_minutes_with_their_count():
    alert = die(NOON)
    assert tell(alert.pk, story_id=new_id(), now=NOON) is None
    for minute in range(1, 10):
        die(NOON + timedelta(minutes=minute))
        wait = tell(alert.pk, story_id=new_id(), now=NOON + timedelta(minutes=minute))
        assert wait == timedelta(minutes=10 - minute)

    assert tell(alert.pk, story_id=new_id(), now=NOON + timedelta(minutes=10)) is None
    assert told() == ["1 dead job: create_appointment", "9 dead jobs: create_appointment"]


def test_nothing_is_told_twice():
    alert = die(NOON)
    for minutes in (0, 5, 20):
        tell(alert.pk, story_id=new_id(), now=NOON + timedelta(minutes=minutes))

    assert len(told()) == 1


def test_another_error_has_a_message_of_its_own():
    for fingerprint in ("f1", "f2"):
        tell(die(NOON, fingerprint=fingerprint).pk, story_id=new_id(), now=NOON)

    assert len(told()) == 2


def test_an_attempt_that_is_repeated_counts_its_death_once():
    die(NOON, by="the same job")
    alert = die(NOON, by="the same job")

    assert (alert.total, alert.untold) == (1, 1)


def test_the_message_has_cause_count_and_link_for_everybody():
    alert = die(NOON)
    tell(alert.pk, story_id=new_id(), now=NOON)

    delivery = Delivery.objects.get()
    assert delivery.addresses == ["ops@example.com", "night@example.com"]
    assert "KeyError: 'start'" in delivery.body
    assert "https://signalbox.example.com/dashboard/failures/" in delivery.body


def test_without_an_address_there_is_a_log_line(settings: Settings, caplog: pytest.LogCaptureFixture):
    settings.OPERATIONS_EMAILS = ()

    tell(die(NOON).pk, story_id=new_id(), now=NOON)

    assert not Delivery.objects.exists()
    assert "jobs died: create_appointment" in caplog.text


@pytest.fixture
def doomed() -> Iterator[object]:
    @task(name="doomed", queue="low", tries=1)
    def doomed() -> None:
        raise Fail("no reason")

    yield doomed
    forget("doomed")


def test_a_job_that_dies_is_told_by_mail(doomed):
    with pytest.raises(Fail):
        perform(doomed)

    drain()

    [message] = mail.outbox
    assert message.subject == "1 dead job: doomed"
    assert message.to == ["ops@example.com", "night@example.com"]


def test_many_deaths_make_one_mail_and_one_job_that_waits(doomed):
    for _ in range(5):
        with pytest.raises(Fail):
            perform(doomed)
    drain()

    assert len(mail.outbox) == 1
    assert [job.task for job in Job.objects.filter(state="scheduled")] == ["tell_operations_later"]


@pytest.mark.parametrize("name", sorted(OWN_TASKS))
def test_nobody_is_told_about_the_jobs_that_tell(name: str):
    said = {"task": name, "fingerprint": "f", "error_type": "E", "error": "e", "reason": "r"}
    job_died.send(sender=None, job_id=new_id(), queue="low", story_id=new_id(), **said)

    assert not Job.objects.exists()
