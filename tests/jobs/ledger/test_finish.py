"""The end of an attempt: outcome, attempt, children and announcements in one transaction, or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, OperationalError

from jobs import signals
from jobs.definition.decide import Judge
from jobs.definition.outcomes import Cancel, Fail, JobTimeout, Release, Retry
from jobs.definition.policy import Policy
from jobs.front.task import Task
from jobs.handoff import Ready
from jobs.ledger.failure import failure_from
from jobs.ledger.finish import End, finish
from jobs.models import Attempt, Job
from tests.jobs.builders import JUDGE, claimed, ended, new_job, queued, row, taken

pytestmark = pytest.mark.django_db(transaction=True)
LAST = Judge(Policy(tries=1), failures=0)


@pytest.fixture
def on_death() -> Iterator[Callable[[Callable[..., None]], None]]:
    """Connect a receiver of `job_died` for one test."""
    connected: list[Callable[..., None]] = []

    def connect(receiver: Callable[..., None]) -> None:
        connected.append(receiver)
        signals.job_died.connect(receiver, weak=False)

    yield connect
    for receiver in connected:
        signals.job_died.disconnect(receiver)


def test_success_writes_outcome_attempt_and_children_together(handed_over: list[Ready]) -> None:
    mine, child = claimed(), new_job(queue="high")
    handed_over.clear()
    assert finish(mine, End(decision=JUDGE.succeeded(), children=[child]))
    found = row(mine.job_id)
    assert (found.state, found.lease_until, found.tries_used) == ("succeeded", None, 0)
    assert found.finished_at is not None
    attempt = Attempt.objects.get()
    assert (attempt.job_id, attempt.number, attempt.fence) == (mine.job_id, 1, 1)
    assert (attempt.worker, attempt.outcome) == ("worker-1", "succeeded")
    assert attempt.started_at == found.started_at
    assert attempt.ended_at >= attempt.started_at
    assert row(child.id).state == "queued"
    assert handed_over == [Ready(child.id, "high")]


def test_a_success_alone_is_written_as_well() -> None:
    mine = claimed()
    assert finish(mine, End(decision=JUDGE.succeeded()))
    assert (row(mine.job_id).state, Attempt.objects.get().outcome) == ("succeeded", "succeeded")


def test_a_child_that_cannot_be_written_takes_everything_with_it(handed_over: list[Ready]) -> None:
    mine, good = claimed(), new_job()
    taken_id = new_job(id=queued().id)  # a primary key twice
    handed_over.clear()
    with pytest.raises(DatabaseError):
        finish(mine, End(decision=JUDGE.succeeded(), children=[good, taken_id]))
    assert row(mine.job_id).state == "running"
    assert not Attempt.objects.exists()
    assert not Job.objects.filter(pk=good.id).exists()
    assert handed_over == []
    assert finish(mine, End(decision=JUDGE.succeeded())), "the connection is usable and the job still ours"


@pytest.mark.parametrize(
    ("error", "state", "outcome", "tries_used", "releases", "wait"),
    [
        (Release(90, "locked"), "scheduled", "released", 0, 1, 90),
        (Retry(7), "retrying", "failed", 1, 0, 7),
        (ValueError("no"), "retrying", "failed", 1, 0, 10),
        (JobTimeout("too long"), "retrying", "timeout", 1, 0, 10),
    ],
)
def test_what_comes_back_later_has_a_due_time(
    error: BaseException, state: str, outcome: str, tries_used: int, releases: int, wait: float
) -> None:
    mine = claimed()
    assert ended(mine, JUDGE.raised(error), failure=failure_from("toy", error))
    found = row(mine.job_id)
    assert (found.state, found.tries_used, found.releases, found.owner) == (state, tries_used, releases, "")
    assert (found.finished_at, found.dead_at, found.lease_until) == (None, None, None)
    attempt = Attempt.objects.get()
    assert attempt.outcome == outcome
    assert found.due_at is not None
    assert found.due_at - attempt.ended_at == pytest.approx(timedelta(seconds=wait), abs=timedelta(seconds=0.2))


@pytest.mark.parametrize(
    ("error", "state", "outcome", "reason", "tries_used"),
    [
        (Fail("no such company"), "dead", "failed", "no such company", 1),
        (Cancel("hung up"), "cancelled", "cancelled", "hung up", 0),
        (ValueError("no"), "dead", "failed", "the only attempt failed", 1),
        (JobTimeout(), "dead", "timeout", "the only attempt timed out", 1),
    ],
)
def test_what_ends_for_good_says_why(
    error: BaseException, state: str, outcome: str, reason: str, tries_used: int
) -> None:
    mine = claimed()
    assert ended(mine, LAST.raised(error), failure=failure_from("toy", error))
    found = row(mine.job_id)
    assert (found.state, found.reason, found.tries_used, found.due_at) == (state, reason, tries_used, None)
    assert found.finished_at is not None
    assert (found.dead_at is not None) is (state == "dead")
    assert Attempt.objects.get().outcome == outcome


def test_an_interrupted_attempt_runs_again_at_once_and_counts_nothing(handed_over: list[Ready]) -> None:
    mine = claimed()
    handed_over.clear()
    assert ended(mine, JUDGE.interrupted("stop"))
    found = row(mine.job_id)
    assert (found.state, found.reason, found.attempt) == ("queued", "stop", 1)
    assert (found.tries_used, found.strikes, found.releases, found.due_at) == (0, 0, 0, None)
    assert handed_over == [Ready(mine.job_id, "default")]
    assert taken(mine.job_id).attempt == 2


def test_attempts_are_numbered_over_all_endings() -> None:
    mine = claimed()
    for _ in range(3):
        ended(mine, JUDGE.interrupted("stop"))
        mine = taken(mine.job_id)
    ended(mine, JUDGE.succeeded())
    assert list(Attempt.objects.order_by("number").values_list("number", "fence")) == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_the_last_failure_stays_readable_after_a_release() -> None:
    mine, error = claimed(), ValueError("calendar says no")
    ended(mine, JUDGE.raised(Retry(0)), failure=failure_from("toy", error))
    from jobs.ledger.due import move_due

    assert move_due() == 1
    ended(taken(mine.job_id), JUDGE.raised(Release(5)))
    assert (row(mine.job_id).error_type, row(mine.job_id).error) == ("ValueError", "calendar says no")


def test_the_dead_jobs_handler_is_enqueued_with_what_it_asks_for(declare: Callable[..., Task[..., Any]]) -> None:
    def handle(*, call_id: int, reason: str, dead_job_id: object) -> None: ...
    def book(*, call_id: int, note: str) -> None: ...

    handler = declare(handle, name="handle", queue="low", version=2)
    declare(book, on_dead=handler)
    mine = claimed(arguments='{"call_id":42,"note":"x"}')
    assert ended(mine, LAST.raised(Fail("no slot")))
    child = Job.objects.get(task="handle")
    assert (child.queue, child.version, child.parent_id, child.story_id) == ("low", 2, mine.job_id, mine.story_id)
    from jobs.definition.arguments import loads

    assert loads(child.arguments) == {"call_id": 42, "reason": "no slot", "dead_job_id": mine.job_id}


def test_a_handler_that_cannot_be_enqueued_does_not_keep_the_job_alive(
    declare: Callable[..., Task[..., Any]],
) -> None:
    def handle(*, text: str, reason: str) -> None: ...
    def book(*, text: str) -> None: ...

    declare(book, on_dead=declare(handle, name="handle"))
    mine = claimed(arguments='{"text":"%s"}' % ("x" * 16_370))
    assert ended(mine, LAST.raised(Fail("this reason no longer fits beside the arguments")))
    assert row(mine.job_id).state == "dead"
    assert not Job.objects.filter(task="handle").exists()


def test_a_death_is_announced_inside_its_transaction(on_death: Callable[[Callable[..., None]], None]) -> None:
    heard: list[dict[str, Any]] = []
    on_death(lambda **announced: heard.append(announced | {"state": row(announced["job_id"]).state}))
    mine, error = claimed(), Fail("write to anna@example.de")
    assert ended(mine, LAST.raised(error), failure=failure_from("toy", error))
    assert [(said["job_id"], said["task"], said["queue"], said["story_id"], said["state"]) for said in heard] == [
        (mine.job_id, "toy", "default", mine.story_id, "dead")
    ]
    assert heard[0]["fingerprint"] == row(mine.job_id).fingerprint != ""
    assert "anna@" not in heard[0]["error"] + heard[0]["reason"] + row(mine.job_id).reason


def test_a_listener_with_a_bug_does_not_keep_the_job_alive(
    on_death: Callable[[Callable[..., None]], None], caplog: pytest.LogCaptureFixture
) -> None:
    def broken(**_: Any) -> None:
        queued()
        Job.objects.create(id="no uuid")

    on_death(broken)
    mine = claimed()
    assert ended(mine, LAST.raised(Fail("x")))
    assert row(mine.job_id).state == "dead"
    assert Job.objects.count() == 1, "what the broken listener wrote is gone"
    assert "job_died" in caplog.text


def test_a_database_that_fails_a_listener_fails_the_finish(on_death: Callable[[Callable[..., None]], None]) -> None:
    """A deadlock passes: the finish is tried again, so that no announcement is lost."""

    def unlucky(**_: Any) -> None:
        raise OperationalError("deadlock detected")

    on_death(unlucky)
    mine = claimed()
    with pytest.raises(OperationalError):
        ended(mine, LAST.raised(Fail("x")))
    assert row(mine.job_id).state == "running"


@pytest.mark.parametrize("text", ["\0 in the middle", "lone \ud800 surrogate", "x" * 100_000, "ü•" * 5000])
def test_any_text_of_an_error_can_be_stored(text: str) -> None:
    mine, error = claimed(), Fail(text)
    assert ended(mine, LAST.raised(error), failure=failure_from("toy", error))
    found = row(mine.job_id)
    assert found.state == "dead"
    assert 0 < len(found.reason) <= 500
    assert 0 < len(found.error) <= 1000
    assert 0 < len(Attempt.objects.get().traceback) <= 16 * 1024


def test_reasons_of_releases_and_cancels_can_be_stored() -> None:
    first, second = claimed(), claimed()
    assert ended(first, JUDGE.raised(Release(5, "\0\ud800" * 400)))
    assert ended(second, JUDGE.raised(Cancel("\0\ud800" * 400)))


def test_an_attempt_that_ends_by_its_own_doing_forgets_the_deaths_before_it() -> None:
    mine = claimed()
    Job.objects.update(strikes=2)

    ended(mine, JUDGE.raised(ValueError("its own")))

    assert row(mine.job_id).strikes == 0
