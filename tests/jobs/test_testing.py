from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from jobs import Fail, Release, Retry, Task, UniqueTaken, new_id, once, task
from jobs.definition.errors import SignalboxError
from jobs.definition.registry import forget
from jobs.models import Attempt, Job
from jobs.testing import Child, drain, perform

pytestmark = pytest.mark.django_db


@pytest.fixture
def declared() -> Iterator[dict[str, Task[..., Any]]]:
    """Toy tasks: `parent` enqueues `child`, `ends` ends as it is told, `forever` enqueues itself."""

    @task(name="toy_child", unique_by=["number"])
    def child(*, number: int) -> str:
        return str(once(f"toy:{number}:do", do=lambda: "done", total_timeout=1))

    @task(name="toy_parent")
    def parent(*, number: int, fails: bool = False) -> None:
        child.enqueue(number=number)
        child.using(run_after=timedelta(hours=1)).enqueue(number=number + 1)
        if fails:
            raise ValueError(number)

    @task(name="toy_forever")
    def forever() -> None:
        forever.enqueue()

    yield {"child": child, "parent": parent, "forever": forever}
    for name in ("toy_child", "toy_parent", "toy_forever"):
        forget(name)


def test_a_performed_job_is_a_real_one(declared: dict[str, Task[..., Any]]):
    story = new_id()

    children = perform(declared["parent"], in_story=story, number=1)

    assert children[0] == Child("toy_child", {"number": 1}, None)
    assert children[1].delay == pytest.approx(3600, abs=1)
    assert Job.objects.get(task="toy_parent").state == "succeeded"
    assert Attempt.objects.get().outcome == "succeeded"
    assert set(Job.objects.values_list("story_id", flat=True)) == {story}


def test_what_a_failing_attempt_enqueued_dies_with_it(declared: dict[str, Task[..., Any]]):
    with pytest.raises(ValueError, match="1"):
        perform(declared["parent"], number=1, fails=True)

    assert [(job.task, job.state) for job in Job.objects.all()] == [("toy_parent", "retrying")]


def test_drain_runs_what_is_ready_and_leaves_what_waits(declared: dict[str, Task[..., Any]]):
    declared["parent"].enqueue(number=1)

    assert [ran.task for ran in drain()] == ["toy_parent", "toy_child"]
    assert [job.task for job in Job.objects.filter(finished_at=None)] == ["toy_child"]


def test_drain_does_not_go_on_for_ever(declared: dict[str, Task[..., Any]]):
    declared["forever"].enqueue()

    with pytest.raises(SignalboxError, match="after 3"):
        drain(3)


def test_a_unique_job_that_waits_is_not_performed_twice(declared: dict[str, Task[..., Any]]):
    declared["child"].enqueue(number=1)

    with pytest.raises(UniqueTaken):
        perform(declared["child"], number=1)


@pytest.mark.parametrize(
    ("outcome", "state"), [(Release(60), "scheduled"), (Retry(60), "retrying"), (Fail("no"), "dead")]
)
def test_outcomes_reach_the_test_and_the_ledger(outcome: Exception, state: str):
    @task(name="toy_ends")
    def ends() -> None:
        raise outcome

    with pytest.raises(type(outcome)):
        perform(ends)
    forget("toy_ends")

    assert Job.objects.get(task="toy_ends").state == state
