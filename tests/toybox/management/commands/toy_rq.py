"""`manage.py toy_rq`: what the ledger and RQ's own objects and pages say about every queue, as JSON.

It looks until all of them agree, for at most `--seconds`: an id in a worker's hands is for a moment in neither place.
"""

from __future__ import annotations

import json
import time
from typing import Any

import django_rq
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandParser
from django.test import Client
from django.test.utils import setup_test_environment
from django_rq.settings import get_queues_map
from rq import Queue, Worker
from rq.registry import StartedJobRegistry

from jobs.queries.queues import queue_rows

Numbers = dict[str, list[int]]  # by queue: queued, running, workers


def ledger() -> Numbers:
    return {row.name: [row.depth, row.running, row.workers] for row in queue_rows()}


def objects() -> Numbers:
    """RQ's own classes, not ours."""
    connection = django_rq.get_connection()
    everyone = Worker.all(connection)
    queues = [Queue(name, connection=connection) for name in settings.RQ_QUEUES]
    return {
        queue.name: [
            queue.count,
            StartedJobRegistry(queue.name, connection).count,
            len([worker for worker in everyone if queue.name in worker.queue_names()]),
        ]
        for queue in queues
    }


def stats(client: Client) -> Numbers:
    found = client.get("/django-rq/stats.json").json()["queues"]
    return {queue["name"]: [queue["jobs"], queue["started_jobs"], queue["workers"]] for queue in found}


def pages(client: Client) -> Numbers:
    return {name: _pages_of(client, index) for name, index in get_queues_map().items()}


def _pages_of(client: Client, index: int) -> list[int]:
    queued = client.get(f"/django-rq/queues/{index}/").context
    started = client.get(f"/django-rq/queues/{index}/started/").context
    workers = client.get(f"/django-rq/workers/{index}/").context
    return [len(queued["jobs"]), len(started["executions"]), len(workers["workers"])]


def look(client: Client) -> dict[str, Numbers]:
    return {
        "before": ledger(),
        "objects": objects(),
        "stats": stats(client),
        "pages": pages(client),
        "after": ledger(),
    }


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=10)

    def handle(self, *args: Any, **options: Any) -> None:
        setup_test_environment()
        client = Client(HTTP_HOST="localhost")
        client.force_login(User.objects.filter(username="eye").first() or User.objects.create_superuser("eye"))
        until = time.monotonic() + options["seconds"]
        seen = look(client)
        while any(numbers != seen["before"] for numbers in seen.values()) and time.monotonic() < until:
            time.sleep(0.1)
            seen = look(client)
        self.stdout.write(json.dumps(seen))
