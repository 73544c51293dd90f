"""`manage.py story`: found by any name, printed in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from jobs.front import console
from jobs.front.console import Hit, StoryRow, StorySource
from jobs.ledger.stories import link_story
from tests.jobs.commands.cast import a_job

pytestmark = pytest.mark.django_db
NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
STORY = UUID("0192f3a4-7c1d-7e22-9a3b-5d2c81f0a6e4")


@pytest.fixture(autouse=True)
def _two_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rooms whose rows interleave; the second knows a search word."""

    def row(kind: str, minute: int) -> StoryRow:
        at = NOON + timedelta(minutes=minute)
        return StoryRow(
            kind=kind, id=str(minute), name=f"{kind} {minute}", state="done", at=at, parent=("webhook", "0")
        )

    def calls(story: UUID) -> list[StoryRow]:
        return [row("call", 1), row("call", 3)] if story == STORY else []

    def deliveries(story: UUID) -> list[StoryRow]:
        return [row("delivery", 2)] if story == STORY else []

    def search(text: str) -> Iterator[Hit]:
        if text == "SM9":
            yield Hit(kind="delivery", title="SMS", story_id=STORY)

    sources = [
        StorySource(name="calls", rows=calls),
        StorySource(name="deliveries", rows=deliveries, search=search),
    ]
    monkeypatch.setattr(console, "_sources", {source.name: source for source in sources})


def story(name: str) -> dict[str, Any]:
    out = StringIO()
    call_command("story", name, "--json", stdout=out)
    found: dict[str, Any] = json.loads(out.getvalue())
    return found


@pytest.mark.parametrize("name", ["retell:call_9f2", "call_9f2", str(STORY), "SM9"])
def test_a_story_is_found_by_any_of_its_names(name: str):
    link_story("retell:call_9f2", STORY)

    assert [row["id"] for row in story(name)["rows"]] == ["1", "2", "3"]


def test_a_story_is_found_by_one_of_its_jobs():
    job = a_job("queued", story_id=STORY)

    assert len(story(str(job.id))["rows"]) == 3


def test_a_row_tells_kind_state_times_and_parent():
    link_story("retell:call_9f2", STORY)

    row = story("call_9f2")["rows"][0]

    assert row["at"] == "2030-01-01T12:01:00.000+00:00"
    assert (row["kind"], row["name"], row["state"], row["ended"]) == ("call", "call 1", "done", None)
    assert row["parent"] == {"kind": "webhook", "id": "0"}


def test_the_text_form_has_a_line_per_row():
    link_story("retell:call_9f2", STORY)
    out = StringIO()

    call_command("story", "call_9f2", stdout=out)

    assert len(out.getvalue().strip().splitlines()) == 4


def test_a_name_of_two_stories_asks_which():
    link_story("delivery:91", STORY)
    link_story("appointment:91", uuid4())

    with pytest.raises(CommandError, match="appointment:91, delivery:91"):
        story("91")


@pytest.mark.parametrize("name", ["call_unknown", "%", "' OR 1=1", "\u202e"])
def test_an_unknown_name_ends_with_exit_code_one(name: str):
    link_story("retell:call_9f2", STORY)

    with pytest.raises(CommandError) as refused:
        story(name)

    assert refused.value.returncode == 1
