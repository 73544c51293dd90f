"""Plays one call through the real door and follows its story to the end."""

from __future__ import annotations

from collections.abc import Callable
from http.client import HTTPException
from threading import Event
from time import monotonic
from uuid import UUID

from django.utils import timezone

from integrations.sandbox.player import PlayedCall, call_ended, play
from jobs import StoryRow
from jobs.front.story import find_story, rows_of
from notifications.models import Delivery
from project.demo.narrator import Narrator, line
from project.demo.target import Target

LIMIT_SECONDS = 60.0
ROUND_SECONDS = 0.1
WANTED = {
    "the SMS to be delivered": (Delivery.Channel.SMS, {Delivery.State.DELIVERED}),
    "the e-mail to be sent": (Delivery.Channel.EMAIL, {Delivery.State.SENT, Delivery.State.DELIVERED}),
}


class DemoFailed(Exception):
    """The story did not come to its end; the message says what is missing."""


def play_call(target: Target, call: PlayedCall, say: Callable[[str], None], *, limit: float = LIMIT_SECONDS) -> float:
    """Post the call, print its story, return how many seconds it took; raises `DemoFailed`."""
    began, started = timezone.now(), monotonic()
    try:
        status, answer = play(target.url, call_ended(call), api_key=target.retell_key, now=began)
    except (OSError, HTTPException) as error:
        raise DemoFailed(f"nobody takes webhooks at {target.url} ({type(error).__name__})") from error
    say(line(monotonic() - started, "request", str(status), "POST /webhooks/retell/", str(answer.get("status", ""))))
    if status != 202:
        raise DemoFailed(f"the webhook was answered {status}: {answer.get('error', 'no reason given')}")
    _follow(call, Narrator(say, began), started + limit)
    return monotonic() - started


def _follow(call: PlayedCall, narrator: Narrator, deadline: float) -> None:
    pause = Event()
    while True:
        story = find_story(f"retell:{call.call_id}")
        rows = rows_of(story) if story else []
        narrator.tell(rows, timezone.now())
        missing = _missing(story)
        if not missing:
            return
        if broken := [row for row in rows if row.kind == "job" and row.state == "dead"]:
            raise DemoFailed(f"{_names(broken)} is dead: {broken[0].detail}")
        if monotonic() > deadline:
            raise DemoFailed(f"it waited in vain for {' and '.join(missing)}{_open(rows)}")
        pause.wait(ROUND_SECONDS)


def _missing(story: UUID | None) -> list[str]:
    """What the story still lacks."""
    found = dict(Delivery.objects.filter(story_id=story).values_list("channel", "state")) if story else {}
    return [what for what, (channel, states) in WANTED.items() if found.get(channel) not in states]


def _open(rows: list[StoryRow]) -> str:
    """Which jobs stand where, for whoever asks why."""
    waiting = [row for row in rows if row.kind == "job" and row.state not in {"succeeded", "scheduled"}]
    return f"; still open: {_names(waiting)} ({waiting[0].state})" if waiting else ""


def _names(rows: list[StoryRow]) -> str:
    return ", ".join(row.name for row in rows)
