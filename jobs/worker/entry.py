"""The worker class that `manage.py rqworker` starts through django-rq's settings."""

from __future__ import annotations

from typing import Any

from jobs.transport.rqworker import RQWorker
from jobs.worker.parent import Assignment, Parent


class Worker(RQWorker):
    """RQ's command line, our loop."""

    def work(self, burst: bool = False, *ignored: Any, **options: Any) -> bool:  # noqa: ARG002, FBT001, FBT002
        """Run jobs until stopped, drained (`burst`), or `max_jobs` or `max_idle_time` (seconds) is reached.

        Returns whether any was run. RQ's logging options have no say here, nor has `with_scheduler`: a worker does
        the scheduler's duties whenever no other process does.
        """
        assignment = Assignment(
            name=self.name,
            queues=self.queue_names(),
            burst=burst,
            max_jobs=options.get("max_jobs"),
            max_idle_time=options.get("max_idle_time"),
        )
        return Parent(assignment).run() > 0
