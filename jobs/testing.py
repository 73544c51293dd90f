"""For tests of other rooms: run jobs as a worker would, in this process, without Redis and without waiting."""

from __future__ import annotations

from typing import Any, NamedTuple
from uuid import UUID

from jobs.context import RunContext, boottime, running
from jobs.definition.arguments import loads
from jobs.definition.errors import SignalboxError, UniqueTaken
from jobs.definition.registry import Definition, lookup
from jobs.front.task import Task
from jobs.ledger.claim import claim
from jobs.ledger.finish import finish
from jobs.models import Job
from jobs.worker.run_one import Run, policy_of

LEASE_SECONDS = 3600.0


class Child(NamedTuple):
    """A job that a job enqueued. `delay` is in seconds, None when it may run at once."""

    task: str
    arguments: dict[str, Any]
    delay: float | None = None


class Ran(NamedTuple):
    """A job that ran. `state` is what became of it: succeeded, retrying, scheduled, dead, cancelled."""

    job_id: UUID
    task: str
    state: str
    children: list[Child]
    error: BaseException | None = None


def perform(task: Task[..., Any], /, *, in_story: UUID | None = None, **arguments: Any) -> list[Child]:
    """Enqueue `task` as a job and run it to the end of its first attempt; returns what it enqueued.

    Raises what the attempt raised (`Retry`, `Release`, `Fail`, any exception), after the ledger has it as well.
    Raises `UniqueTaken` when a living job already stands for these arguments.
    """
    enqueued = (task.using(story_id=in_story) if in_story else task).enqueue(**arguments)
    if not enqueued.stored:
        raise UniqueTaken(task.name, enqueued.id)
    ran = run_job(enqueued.id)
    if ran.error is not None:
        raise ran.error
    return ran.children


def drain(max_jobs: int = 100) -> list[Ran]:
    """Run every ready job, oldest first, until none is left; what waits for a time stays.

    Raises `SignalboxError` when more than `max_jobs` would run: something enqueues itself.
    """
    ran: list[Ran] = []
    while job_id := Job.objects.filter(state="queued").order_by("run_at", "id").values_list("id", flat=True).first():
        if len(ran) == max_jobs:
            raise SignalboxError(f"still jobs left after {max_jobs}")
        ran.append(run_job(job_id))
    return ran


def run_job(job_id: UUID) -> Ran:
    """Claim a queued job, run one attempt without its time limit, and finish it."""
    claimed = claim(job_id, "testing", LEASE_SECONDS)
    if claimed is None:
        raise SignalboxError(f"job {job_id} is not ready")
    definition = lookup(claimed.task)
    run = Run(claimed, definition, policy_of(definition, claimed.queue), boottime() + LEASE_SECONDS)
    context = run.context()
    error = _attempt(context, definition, claimed.arguments)
    end = run.judge(error, context)
    if end is None:
        raise SignalboxError(f"job {job_id} lost its lease") from error
    finish(claimed, end)
    children = [Child(job.task, loads(job.arguments), job.delay) for job in end.children]
    return Ran(job_id, claimed.task, end.decision.state.value, children, error)


def _attempt(context: RunContext, definition: Definition, arguments: str) -> Exception | None:
    """Without the alarm of a worker: test runners have their own."""
    with running(context):
        try:
            definition.function(**loads(arguments))
        except Exception as error:  # noqa: BLE001  a job may raise anything; the ledger and the test get it
            return error
    return None
