"""Make a tenant, or bring it into line; running it again changes nothing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from integrations.reception.companies import Wanted, ensure_company


class Command(BaseCommand):
    help = "Create the company a voice agent answers for, or update it (idempotent by agent)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", required=True, help="Name of the company, as customers read it.")
        parser.add_argument("--agent", required=True, help="Retell's agent id.")
        parser.add_argument("--event-type", required=True, type=int, help="Cal.com event type id.")
        parser.add_argument("--time-zone", required=True, help="IANA name, such as Europe/Berlin.")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Wanted(
            name=options["name"].strip(),
            time_zone=options["time_zone"],
            calcom_event_type_id=options["event_type"],
        )
        try:
            company, done = ensure_company(options["agent"].strip(), wanted)
        except ValidationError as error:
            faults = [f"{field}: {' '.join(texts)}" for field, texts in error.message_dict.items()]
            raise CommandError("; ".join(faults)) from error
        self.stdout.write(f"{company} (company {company.pk}): {', '.join(done) or 'nothing to change'}")
