"""RQ's Queue with the JSON serializer, whatever the command line or the caller says."""

from __future__ import annotations

from typing import Any

from django_rq.queues import DjangoRQ
from rq.serializers import JSONSerializer

from jobs.transport.job import Job


class Queue(DjangoRQ):
    """django-rq's queue; pickles are neither written nor read."""

    job_class = Job

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["serializer"] = JSONSerializer
        kwargs.pop("job_class", None)
        super().__init__(*args, job_class=Job, **kwargs)  # type: ignore[no-untyped-call]
