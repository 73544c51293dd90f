"""The worker class that `manage.py rqworker` starts through django-rq's settings."""

from __future__ import annotations

from typing import Any

from jobs.transport.rqworker import RQWorker
from jobs.worker.parent import Assignment, Parent


class Worker(RQWorker):
    """RQ's command line, our loop."""

    def work(
        self,
        burst: bool = False,
        logging_level: str | None = None,
        date_format: str = "",
        log_format: str = "",
        max_jobs: int | None = None,
        max_idle_time: int | None = None,
        with_scheduler: bool = False,
        dequeue_strategy: Any = None,
    ) -> bool:
        """Run jobs until stopped; returns whether any was run.

        `with_scheduler` changes nothing: a worker does the scheduler's duties whenever no other process does.
        """
        assignment = Assignment(
            name=self.name,
            queues=self.queue_names(),
            burst=burst,
            max_jobs=max_jobs,
            max_idle_time=max_idle_time,
        )
        return Parent(assignment).run() > 0
