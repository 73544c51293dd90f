"""`manage.py up`: everything for one machine. Lives in `project`, because it starts processes of all rooms."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from project.machine.machine import Machine, NotReady, Stopped
from project.machine.redis import NoRedis
from project.machine.run_file import AlreadyRunning, data_folder, only_one
from project.machine.stop_sign import StopSign
from project.machine.terminal import Terminal


class Command(BaseCommand):
    """Runs in the foreground until Ctrl-C or SIGTERM, then stops everything in order."""

    help = "Start Redis (if none is configured), web server, worker, scheduler and stand-ins for missing providers."
    requires_system_checks: list[str] = []  # they want the tables, which the first start is about to make

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options."""
        parser.add_argument("--demo", action="store_true", help="play one call once everything runs, and stay up")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Bring up, watch, take down."""
        folder, sign = data_folder(), StopSign()
        terminal = Terminal(self.stdout)
        try:
            with only_one(folder):
                sign.install()
                _run(Machine(folder, terminal, sign), terminal, demo=options["demo"])
        except (AlreadyRunning, NoRedis, NotReady, OSError) as error:
            raise CommandError(str(error)) from error


def _run(machine: Machine, terminal: Terminal, *, demo: bool) -> None:
    try:
        machine.bring_up()
        if demo and not machine.play_demo():
            terminal.say("\nThe demo did not come to its end; everything stays up so that you can look.")
        terminal.say(_address(machine))
        machine.watch()
    except Stopped:
        pass
    finally:
        terminal.say("\nStopping …")
        machine.take_down()
    terminal.say("Stopped.")


def _address(machine: Machine) -> str:
    password = machine.password or "(the one you set; `manage.py changepassword admin` sets a new one)"
    return f"\n  Signalbox  {machine.url}/dashboard/\n  Login      admin  {password}\n  Stop       Ctrl-C\n"
