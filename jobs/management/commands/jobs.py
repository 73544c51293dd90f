"""`manage.py jobs …`: look at jobs and decide about them. Exit codes: 0 done, 1 not found or refused, 2 misuse."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from jobs.definition.states import State
from jobs.front.decide import User, Verb, decide_each
from jobs.management.subcommands import listing, status
from jobs.queries.jobs import JobFilter

DEFAULT_LISTED = 50


class Command(BaseCommand):
    """One subcommand per question or decision."""

    help = "Look at jobs and decide about them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The subcommands."""
        commands = parser.add_subparsers(dest="subcommand", required=True, metavar="COMMAND")
        _add_questions(commands)
        for verb in Verb:
            one = commands.add_parser(verb.value, help=f"{verb.value} jobs by id")
            one.add_argument("ids", nargs="+", type=UUID, metavar="ID")
            one.add_argument("--why", default="", required=verb is Verb.DISCARD, help="reason, kept in the audit")
            one.add_argument("--as", dest="as_user", metavar="USER", help="act with this user's name and permissions")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Answer the question, or decide."""
        match options["subcommand"]:
            case "status":
                found = status.status()
                self._say(found, status.as_text(found), options)
            case "list":
                self._list(options)
            case "show":
                self._show(options)
            case verb:
                self._decide(Verb(verb), options)

    def _list(self, options: dict[str, Any]) -> None:
        wanted = JobFilter(state=options["state"], task=options["task"], queue=options["queue"])
        found = listing.listed(wanted, options["limit"])
        self._say(found, listing.list_as_text(found) if found else "No jobs.", options)

    def _show(self, options: dict[str, Any]) -> None:
        job = listing.shown(options["id"])
        if job is None:
            raise CommandError(f"Job {options['id']}: the ledger does not have it.")
        self._say(job, listing.job_as_text(job), options)

    def _decide(self, verb: Verb, options: dict[str, Any]) -> None:
        ids = list(dict.fromkeys(options["ids"]))
        refused = decide_each(verb, ids, user=_actor(verb, options["as_user"]), why=options["why"])
        self.stdout.write(f"{verb}: {len(ids) - len(refused)} of {len(ids)} jobs")
        if refused:
            raise CommandError("\n".join(refused.values()))

    def _say(self, found: Any, text: str, options: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(found, indent=2) if options["json"] else text)


def _add_questions(commands: Any) -> None:
    counts = commands.add_parser("status", help="jobs per state, queues, effects nobody can tell about")
    several = commands.add_parser("list", help="the newest jobs")
    several.add_argument("--state", default="", choices=[state.value for state in State], metavar="STATE")
    several.add_argument("--task", default="", help="exact name")
    several.add_argument("--queue", default="")
    several.add_argument("--limit", type=int, default=DEFAULT_LISTED, help=f"at most {listing.MAX_LISTED}")
    one = commands.add_parser("show", help="one job with its attempts")
    one.add_argument("id", type=UUID, metavar="ID")
    for parser in (counts, several, one):
        parser.add_argument("--json", action="store_true")


def _actor(verb: Verb, name: str | None) -> User:
    """Who decides: nobody by name, or a user who must have the permission."""
    if name is None:
        return None
    users = get_user_model()._default_manager
    user = users.filter(**{users.model.USERNAME_FIELD: name}).first()
    if user is None or not user.has_perm(verb.permission):
        raise CommandError(f"{name} may not {verb} jobs.")
    return user
