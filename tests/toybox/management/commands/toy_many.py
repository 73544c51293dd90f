"""`manage.py toy_many FILE N`: N jobs that each append their own number to the file."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from tests.toybox.tasks import toy_mark


class Command(BaseCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path")
        parser.add_argument("number", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        for index in range(options["number"]):
            toy_mark.enqueue(path=options["path"], text=str(index))
