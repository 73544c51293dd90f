"""The page of running jobs: django-rq's own fails when one of them ends while it is being drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_rq.queues import get_queue_by_index
from django_rq.utils import DEFAULT_ITEMS_PER_PAGE, get_executions, paginate
from rq.registry import StartedJobRegistry

from jobs.transport.job import Job

if TYPE_CHECKING:
    from rq import Queue
    from rq.executions import Execution


def started_jobs(request: HttpRequest, queue_index: int) -> HttpResponse:
    """django-rq's template with the executions that are still there."""
    queue = get_queue_by_index(queue_index)
    registry = StartedJobRegistry(queue=queue)
    number = len(registry)
    page, page_range, offset = paginate(request, number)
    context = {
        **admin.site.each_context(request),
        "queue": queue,
        "queue_index": queue_index,
        "num_jobs": number,
        "page": page,
        "page_range": page_range,
        "job_status": "Started",
        "executions": _executions(
            queue, registry.get_job_and_execution_ids(offset, offset + DEFAULT_ITEMS_PER_PAGE - 1)
        ),
    }
    return render(request, "django_rq/started_job_registry.html", context)


def _executions(queue: Queue, keys: list[tuple[str, str]]) -> list[Execution]:
    executions: list[Execution] = get_executions(queue, keys)
    jobs = Job.fetch_many([execution.job_id for execution in executions], connection=queue.connection)
    for execution, job in zip(executions, jobs, strict=True):
        execution._job = job
    return [execution for execution in executions if execution._job is not None]
