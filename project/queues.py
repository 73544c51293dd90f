"""The queues: what each promises, and how RQ reaches them."""

from __future__ import annotations

from typing import Any

from project.config import Config

# timeout and wait_slo in seconds; a task without its own policy takes its queue's.
QUEUE_DEFAULTS: dict[str, dict[str, int]] = {
    "critical": {"timeout": 60, "tries": 3, "wait_slo": 10},
    "high": {"timeout": 300, "tries": 5, "wait_slo": 30},
    "default": {"timeout": 600, "tries": 3, "wait_slo": 60},
    "webhooks": {"timeout": 30, "tries": 10, "wait_slo": 30},
    "notifications": {"timeout": 60, "tries": 3, "wait_slo": 60},
    "low": {"timeout": 60, "tries": 3, "wait_slo": 60},
}


def rq_queues(config: Config) -> dict[str, dict[str, Any]]:
    """django-rq's `RQ_QUEUES`. Jobs are JSON: pickle from Redis would run whatever was written there."""
    return {
        name: {
            "URL": config.redis_url,
            "DEFAULT_TIMEOUT": policy["timeout"],
            "SERIALIZER": "rq.serializers.JSONSerializer",
        }
        for name, policy in QUEUE_DEFAULTS.items()
    }


RQ = {
    "WORKER_CLASS": "jobs.worker.entry.Worker",
    "QUEUE_CLASS": "jobs.transport.queue.Queue",
    "JOB_CLASS": "jobs.transport.job.Job",
    "SCHEDULER_CLASS": "jobs.scheduler.entry.Scheduler",
    "COMMIT_MODE": "on_db_commit",
}
