"""`manage.py rqworker critical high default`: a worker. Stands before django-rq's own where `jobs` is listed first."""

from __future__ import annotations

from jobs.transport.worker_command import WorkerCommand as Command

__all__ = ["Command"]
