"""`manage.py story <external id>`: everything one outside event set in motion, in order of time."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from jobs.front.console import StoryRow
from jobs.front.story import AmbiguousStory, find_story, rows_of
from jobs.management.subcommands.table import iso, table
from jobs.queries.stories import keys_of


class Command(BaseCommand):
    """Exit code 1 when nobody knows the name."""

    help = "Print the story of an event: every row of every room with its state and times (UTC)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The name, and the form of the answer."""
        parser.add_argument("name", help="an external id, a story key, the id of a job or of a story")
        parser.add_argument("--json", action="store_true")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Find and print it."""
        try:
            story_id = find_story(options["name"])
        except AmbiguousStory as error:
            raise CommandError(str(error)) from error
        if story_id is None:
            raise CommandError(f"No story is known by the name {options['name']!r}.")
        rows = rows_of(story_id)
        self.stdout.write(json.dumps(_as_json(story_id, rows), indent=2) if options["json"] else _as_text(rows))


def _as_json(story_id: UUID, rows: list[StoryRow]) -> dict[str, Any]:
    return {"story": str(story_id), "keys": keys_of(story_id), "rows": [_row(row) for row in rows]}


def _row(row: StoryRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "id": row.id,
        "name": row.name,
        "state": row.state,
        "at": iso(row.at),
        "ended": iso(row.ended) or None,
        "times": {name: iso(moment) for name, moment in row.times.items()},
        "parent": {"kind": row.parent[0], "id": row.parent[1]} if row.parent else None,
        "external_id": row.external_id,
        "detail": row.detail,
    }


def _as_text(rows: list[StoryRow]) -> str:
    columns = ("at", "kind", "id", "name", "state", "ended", "detail")
    return table(columns, [(iso(r.at), r.kind, r.id, r.name, r.state, iso(r.ended), r.detail) for r in rows])
