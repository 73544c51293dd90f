"""Story keys and their aliases."""

from __future__ import annotations

import pytest

from jobs.ids import new_id
from jobs.ledger.stories import link_story, story_for
from jobs.models import StoryKey
from tests.jobs.builders import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_first_to_name_an_event_opens_its_story() -> None:
    story = story_for("retell:call_9f2")
    assert story_for("retell:call_9f2") == story
    assert story_for("retell:call_9f3") != story


def test_twenty_copies_of_one_event_are_one_story() -> None:
    assert len(set(at_once(20, lambda _: story_for("retell:call_9f2")))) == 1
    assert StoryKey.objects.count() == 1


def test_an_alias_joins_the_story() -> None:
    story = story_for("retell:call_9f2")
    assert link_story("delivery:91", story) == story
    assert story_for("delivery:91") == story


def test_a_key_that_names_a_story_already_keeps_it() -> None:
    first = story_for("calcom:bFJe")
    assert link_story("calcom:bFJe", new_id()) == first
    assert story_for("calcom:bFJe") == first


def test_long_keys_that_begin_alike_are_different_stories() -> None:
    beginning = "calcom:" + "x" * 300
    first = story_for(beginning + "1")
    assert story_for(beginning + "2") != first
    assert story_for(beginning + "1") == first
    assert link_story(beginning + "1", new_id()) == first


@pytest.mark.parametrize("odd", ["\0", "\ud800", "ü" * 200, "\0" * 300, ""])
def test_a_key_of_any_text_names_a_story(odd: str) -> None:
    story = story_for("retell:" + odd)
    assert story_for("retell:" + odd) == story
    assert story_for("retell:" + odd + "2") != story


def test_keys_that_are_spelt_alike_when_stored_are_still_different() -> None:
    assert story_for("retell:\0") != story_for("retell:\\u0000")
