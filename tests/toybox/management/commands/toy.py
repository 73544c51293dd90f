"""`manage.py toy TASK JSON [--times N]`: enqueue toy jobs from outside; prints the ids."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from tests.toybox import tasks


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("task")
        parser.add_argument("arguments", type=json.loads)
        parser.add_argument("--times", type=int, default=1)
        parser.add_argument("--queue", default=None)

    def handle(self, *args: Any, **options: Any) -> None:
        task = getattr(tasks, options["task"])
        if options["queue"]:
            task = task.using(queue=options["queue"])
        with transaction.atomic():
            for _ in range(options["times"]):
                self.stdout.write(str(task.enqueue(**options["arguments"]).id))
