"""django-rq's addresses under its own names. What is not known to only read is closed, also what a later version adds."""

from __future__ import annotations

from django.urls import URLPattern
from django_rq.urls import urlpatterns as of_django_rq
from rq import serializers

from jobs.transport.pages.doors import closed, for_superusers
from jobs.transport.pages.started import started_jobs

# Where django-rq names no serializer (workers, executions, registries) RQ would take pickle: opening a page would run
# whatever somebody wrote to Redis. Our own jobs are JSON.
serializers.PickleSerializer = serializers.JSONSerializer  # type: ignore[assignment]

READING = frozenset({
    "home", "home_json", "jobs", "queue_details", "finished_jobs", "failed_jobs", "scheduled_jobs", "deferred_jobs",
    "job_detail", "result_detail", "workers", "worker_details", "scheduler_jobs", "cron_scheduler_detail",
    "cron_job_detail",
})  # fmt: skip
OURS = {"started_jobs": started_jobs}


def _door(pattern: URLPattern) -> URLPattern:
    view = OURS.get(pattern.name or "") or (pattern.callback if pattern.name in READING else None)
    door = for_superusers(view) if view else closed
    return URLPattern(pattern.pattern, door, pattern.default_args, pattern.name)


app_name = "django_rq"
urlpatterns = [_door(pattern) for pattern in of_django_rq]
