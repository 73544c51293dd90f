"""`python -m benchmarks.stock.fill N`: N jobs for the stock worker. With `read` instead: how long they took."""

from __future__ import annotations

import sys

import django


def fill(number: int) -> None:
    """Enqueue as django-rq's documentation says."""
    import django_rq

    from benchmarks.stock.jobs import no_op

    queue = django_rq.get_queue("default")
    for index in range(number):
        queue.enqueue(no_op, index)


def read() -> tuple[int, float]:
    """Jobs that finished, and seconds from the first one's start to the last one's end; forgets them."""
    import django_rq

    queue = django_rq.get_queue("default")
    registry = queue.finished_job_registry
    jobs = [job for job in queue.job_class.fetch_many(registry.get_job_ids(), connection=queue.connection) if job]
    begin = min(job.started_at for job in jobs if job.started_at)
    end = max(job.ended_at for job in jobs if job.ended_at)
    for job in jobs:
        job.delete()
    return len(jobs), (end - begin).total_seconds()


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "read":
        print(*read())
    else:
        fill(int(sys.argv[1]))
