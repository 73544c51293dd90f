"""What django-rq's `rqscheduler` command asks of a scheduler class, without rq-scheduler's own loop."""

from __future__ import annotations

from rq_scheduler import Scheduler


class RQScheduler(Scheduler):  # type: ignore[misc]
    """Constructed and started by django-rq; its loop is ours."""
