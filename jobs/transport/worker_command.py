"""django-rq's `rqworker` command, which says what is wrong with a queue's name where RQ's would end in a traceback."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django_rq.management.commands import rqworker


class WorkerCommand(rqworker.Command):
    """Everything else is django-rq's."""

    def handle(self, *args: str, **options: Any) -> None:
        """args: names of queues, most urgent first."""
        unknown = [name for name in args if name not in settings.RQ_QUEUES]
        if unknown:
            raise CommandError(f"unknown queue {', '.join(unknown)}; RQ_QUEUES has {', '.join(settings.RQ_QUEUES)}")
        super().handle(*args, **options)  # type: ignore[no-untyped-call]
