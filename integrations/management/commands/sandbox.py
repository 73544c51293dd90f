"""`manage.py sandbox`: a local stand-in for Cal.com and Twilio, and for what they tell us on their own."""

from __future__ import annotations

import json
import signal
from argparse import ArgumentParser
from pathlib import Path
from threading import Thread
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from integrations.sandbox.calcom import CalcomOptions
from integrations.sandbox.callbacks import CallbackOptions
from integrations.sandbox.faults import FaultPlan
from integrations.sandbox.sandbox import Sandbox, SandboxOptions
from integrations.sandbox.twilio import TwilioOptions

DEFAULT_PORT = 8091


class Command(BaseCommand):
    """Runs the sandbox in the foreground until SIGTERM or Ctrl-C."""

    help = "Stand-in for Cal.com and Twilio on loopback, with signed callbacks, faults on demand and a log of effects."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Options; secrets come from the settings, so that both sides sign with the same ones."""
        parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0: a free one (default: %(default)s)")
        parser.add_argument("--port-file", type=Path, help="write the port here once it listens")
        parser.add_argument("--effects", type=Path, help="log of effects (default: sandbox/effects.jsonl in VAR_DIR)")
        parser.add_argument("--public-url", help="where callbacks go (default: PUBLIC_URL)")
        parser.add_argument("--callback-delay", type=float, default=0.3, help="seconds (default: %(default)s)")
        parser.add_argument("--seats", type=int, default=1, help="bookings that fit in one time; 0: any number")
        parser.add_argument("--faults", default="{}", help='JSON, e.g. \'{"rate": 0.06, "seed": 1}\'; see FaultPlan')

    def handle(self, *_args: Any, **options: Any) -> None:
        """Serve."""
        try:
            sandbox = Sandbox(_options(options))
        except (ValueError, TypeError) as error:
            raise CommandError(f"--faults: {error}") from error
        except OSError as error:
            raise CommandError(f"port {options['port']}: {error.strerror}") from error
        for number in (signal.SIGTERM, signal.SIGINT):
            # `shutdown` waits for the serving loop, which is this thread: it must come from another one.
            signal.signal(number, lambda *_: Thread(target=sandbox.stop).start())
        if options["port_file"]:
            _write_whole(options["port_file"], str(sandbox.server.server_port))
        self.stdout.write(f"sandbox {sandbox.base_url}")
        self.stdout.flush()
        sandbox.serve()


def _options(options: dict[str, Any]) -> SandboxOptions:
    calcom, twilio = settings.PROVIDERS["calcom"], settings.PROVIDERS["twilio"]
    public_url = (options["public_url"] or settings.PUBLIC_URL).rstrip("/")
    secrets = calcom["verify_secrets"]
    return SandboxOptions(
        effects=options["effects"] or Path(settings.VAR_DIR) / "sandbox" / "effects.jsonl",
        port=options["port"],
        calcom=CalcomOptions(api_key=calcom["api_key"], seats=options["seats"]),
        twilio=TwilioOptions(account_sid=twilio["account"], auth_token=twilio["api_key"]),
        callbacks=CallbackOptions(
            public_url=public_url,
            twilio_auth_token=twilio["api_key"],
            calcom_secret=secrets[0] if secrets else "",
            delay=options["callback_delay"],
        ),
        faults=FaultPlan.parse(json.loads(options["faults"])),
    )


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_text(text)
    part.replace(path)  # a reader sees the whole number or no file
