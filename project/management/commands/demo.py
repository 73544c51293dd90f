"""`manage.py demo`: plays signed calls through the real door and prints the story of each as it happens."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from project.demo.cast import a_call, ensure_company
from project.demo.play import LIMIT_SECONDS, DemoFailed, play_call
from project.demo.target import NoTarget, Target, find_target


class Command(BaseCommand):
    """Exit code 0 when every SMS was delivered and every e-mail sent, else 1."""

    help = "Play signed calls to the running system and print what happens to them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How many, and for how long."""
        parser.add_argument("--calls", type=int, default=1, metavar="N", help="one after the other (default: 1)")
        parser.add_argument(
            "--limit", type=float, default=LIMIT_SECONDS, help="seconds for each (default: %(default)s)"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        """Play them."""
        try:
            target = find_target()
            ensure_company()
            for number in range(1, options["calls"] + 1):
                self._play(target, number, options)
        except (NoTarget, DemoFailed) as error:
            raise CommandError(f"The demo did not reach its end: {error}") from error

    def _play(self, target: Target, number: int, options: dict[str, Any]) -> None:
        call = a_call(timezone.now())
        count = f" {number} of {options['calls']}" if options["calls"] > 1 else ""
        self._say(f"\nCall{count}: {call.customer_name} asks for {call.appointment_start} ({call.call_id})\n")
        seconds = play_call(target, call, self._say, limit=options["limit"])
        self._say(f"\nBooked, SMS delivered, e-mail sent: {seconds:.1f} s after the call ended.")
        self._say(f"Again, whole: manage.py story {call.call_id}")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()
