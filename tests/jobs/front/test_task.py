"""`@task`: declared, enqueued, performed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from jobs.context import current, in_story, running
from jobs.definition.errors import DuplicateTask, InvalidArguments, InvalidOptions, UnknownQueue
from jobs.definition.registry import lookup
from jobs.front.task import Task
from jobs.handoff import Ready
from jobs.ids import new_id
from jobs.ledger.claim import Claim
from jobs.ledger.decisions import cancel
from jobs.ledger.finish import End, finish
from jobs.models import Job
from tests.jobs.builders import JUDGE, at_once, claimed, rolled_back, row, run_context

Declare = Callable[..., Task[..., Any]]


def book(*, call_id: int, note: str = "") -> str:
    return f"booked {call_id} {note}".strip()


def other(*, call_id: int) -> None: ...


@pytest.fixture
def toy(declare: Declare) -> Task[..., Any]:
    return declare(book, queue="high", version=3, unique_by=["call_id"])


def test_a_task_is_known_by_its_stable_name(toy: Task[..., Any]) -> None:
    assert lookup("toy").function is book
    assert toy.name == "toy"


def test_without_a_name_it_is_called_as_its_function(declare: Declare) -> None:
    assert declare(book, name="book").name == "book"


def test_a_misspelt_option_fails_where_the_task_is_declared(declare: Declare) -> None:
    with pytest.raises(InvalidOptions, match="retries"):
        declare(book, retries=3)


def test_two_functions_cannot_have_one_name(toy: Task[..., Any], declare: Declare) -> None:
    with pytest.raises(DuplicateTask):
        declare(other)


def test_a_unique_key_needs_arguments_that_the_function_has(declare: Declare) -> None:
    with pytest.raises(InvalidOptions, match=r"unique_by.*kall_id"):
        declare(book, unique_by=["kall_id"])


def test_a_task_that_takes_arguments_without_a_name_cannot_be_declared(declare: Declare) -> None:
    def nameless(*ids: int) -> None: ...

    with pytest.raises(InvalidOptions, match="by name"):
        declare(nameless)


def test_calling_and_performing_run_it_here(toy: Task[..., Any]) -> None:
    assert toy(call_id=1) == toy.perform(call_id=1) == "booked 1"
    with pytest.raises(InvalidArguments, match="call_id"):
        toy.perform(call_id="1")


@pytest.mark.django_db(transaction=True)
def test_an_enqueued_job_carries_what_its_task_says(toy: Task[..., Any], handed_over: list[Ready]) -> None:
    found = toy.enqueue(call_id=7, note="x")
    job = row(found.id)
    assert found.stored
    assert (job.task, job.queue, job.state, job.version) == ("toy", "high", "queued", 3)
    assert (job.arguments, job.unique_key) == ('{"call_id":7,"note":"x"}', "toy:[7]")
    assert (job.parent_id, job.rerun_of_id) == (None, None)
    assert handed_over == [Ready(found.id, "high")]


@pytest.mark.django_db(transaction=True)
def test_bad_arguments_and_queues_write_nothing(toy: Task[..., Any], handed_over: list[Ready]) -> None:
    with pytest.raises(InvalidArguments, match="call_id"):
        toy.enqueue(call_id="7")
    with pytest.raises(InvalidArguments, match="nope"):
        toy.enqueue(call_id=7, nope=1)
    with pytest.raises(UnknownQueue, match="'fastest'") as caught:
        toy.using(queue="fastest").enqueue(call_id=7)
    assert caught.value.queue == "fastest"
    assert not Job.objects.exists()
    assert handed_over == []


@pytest.mark.django_db(transaction=True)
def test_an_enqueue_that_is_rolled_back_never_happened(toy: Task[..., Any], handed_over: list[Ready]) -> None:
    with rolled_back():
        toy.enqueue(call_id=7)
    assert not Job.objects.exists()
    assert handed_over == []
    assert toy.enqueue(call_id=7).stored


@pytest.mark.django_db(transaction=True)
def test_the_second_of_two_unique_jobs_is_the_first_one(toy: Task[..., Any]) -> None:
    first = toy.enqueue(call_id=7)
    second = toy.enqueue(call_id=7, note="later")
    assert (second.id, second.stored) == (first.id, False)
    assert toy.enqueue(call_id=8).stored
    cancel(first.id, "test")
    assert toy.enqueue(call_id=7).stored


@pytest.mark.django_db(transaction=True)
def test_twenty_threads_that_enqueue_a_unique_job_all_get_the_same_one(toy: Task[..., Any]) -> None:
    found = at_once(20, lambda _: toy.enqueue(call_id=7))
    assert len({one.id for one in found}) == 1
    assert sum(one.stored for one in found) == 1
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("seconds", [90, 90.5])
def test_a_job_may_wait_for_a_delay_or_a_time(toy: Task[..., Any], seconds: float) -> None:
    wait = timedelta(seconds=seconds)
    at = (timezone.now() + wait).astimezone(ZoneInfo("Europe/Berlin"))
    for found in (toy.using(run_after=wait).enqueue(call_id=1), toy.using(run_after=at).enqueue(call_id=2)):
        job = row(found.id)
        assert job.state == "scheduled"
        assert job.due_at is not None
        assert (job.due_at - job.created_at).total_seconds() == pytest.approx(seconds, abs=1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("past", [timedelta(0), timedelta(seconds=-5), datetime.fromisoformat("2020-01-01T00:00Z")])
def test_a_time_that_has_passed_means_now(toy: Task[..., Any], past: timedelta | datetime) -> None:
    assert row(toy.using(run_after=past).enqueue(call_id=1).id).state == "queued"


@pytest.mark.django_db
def test_a_time_without_zone_is_refused(toy: Task[..., Any]) -> None:
    with pytest.raises(InvalidArguments, match="time zone"):
        toy.using(run_after=datetime(2026, 11, 22)).enqueue(call_id=1)  # noqa: DTZ001


@pytest.mark.parametrize("option", [{"priority": 1}, {"run_after": 5}, {"run_after": "soon"}])
def test_a_misspelt_override_is_refused(toy: Task[..., Any], option: dict[str, Any]) -> None:
    with pytest.raises(InvalidOptions, match=next(iter(option))):
        toy.using(**option)


@pytest.mark.django_db(transaction=True)
def test_overrides_concern_one_enqueue_and_add_up(toy: Task[..., Any]) -> None:
    first = new_id()
    found = toy.using(queue="low").using(rerun_of=first).enqueue(call_id=1)
    assert (row(found.id).queue, row(found.id).rerun_of_id) == ("low", first)
    assert row(toy.enqueue(call_id=2).id).queue == "high"


@pytest.mark.django_db(transaction=True)
def test_a_running_jobs_enqueues_wait_for_its_finish(toy: Task[..., Any], handed_over: list[Ready]) -> None:
    mine = claimed()
    handed_over.clear()
    with running(run_context(mine)) as context:
        found = toy.enqueue(call_id=1)
    assert found.stored
    assert not Job.objects.filter(pk=found.id).exists()
    assert handed_over == []
    assert finish(mine, End(decision=JUDGE.succeeded(), children=context.buffer))
    child = row(found.id)
    assert (child.parent_id, child.story_id) == (mine.job_id, mine.story_id)
    assert handed_over == [Ready(found.id, "high")]


@pytest.mark.django_db(transaction=True)
def test_a_failed_attempts_enqueues_never_happen(toy: Task[..., Any]) -> None:
    mine = claimed()
    with running(run_context(mine)):
        toy.enqueue(call_id=1)
    assert finish(mine, End(decision=JUDGE.raised(ValueError())))
    assert Job.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_now_does_not_wait_for_the_finish(toy: Task[..., Any]) -> None:
    mine = claimed()
    with running(run_context(mine)) as context:
        found = toy.using(now=True).enqueue(call_id=1)
    assert context.buffer == []
    assert row(found.id).parent_id == mine.job_id


@pytest.mark.django_db(transaction=True)
def test_a_story_is_inherited_named_or_opened(toy: Task[..., Any]) -> None:
    story, given = new_id(), new_id()
    with in_story(story):
        assert row(toy.enqueue(call_id=1).id).story_id == story
        assert row(toy.using(story_id=given).enqueue(call_id=2).id).story_id == given
    first, second = toy.enqueue(call_id=3), toy.enqueue(call_id=4)
    assert len({row(first.id).story_id, row(second.id).story_id, story, given}) == 4


def test_code_knows_the_job_it_runs_in() -> None:
    mine = Claim(
        job_id=new_id(),
        task="toy",
        queue="high",
        arguments="{}",
        version=1,
        attempt=2,
        tries_used=1,
        strikes=0,
        fence=2,
        story_id=new_id(),
        owner="worker-1",
    )
    assert current() is None
    with running(run_context(mine)):
        found = current()
        assert found is not None
        assert (found.job_id, found.attempt, found.queue) == (mine.job_id, 2, "high")
    assert current() is None
