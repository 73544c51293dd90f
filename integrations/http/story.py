"""What the console shows of calls to providers: their rows in a story, each hanging from the job that made it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from django.urls import reverse

from integrations.models import ApiCall
from jobs import StoryRow, StorySource, register_story_source

MAX_ROWS = 500


def story_rows(story_id: UUID) -> Iterator[StoryRow]:
    """The calls of a story in their order."""
    for call in ApiCall.objects.filter(story_id=story_id).defer("request", "response").order_by("id")[:MAX_ROWS]:
        yield StoryRow(
            kind="api_call",
            id=str(call.pk),
            name=f"{call.method} {call.provider} {call.url}",
            state=_state(call),
            at=call.started_at,
            ended=call.started_at + timedelta(milliseconds=call.duration_ms),
            detail=call.error,
            parent=("job", str(call.job_id)) if call.job_id else None,
            url=reverse("admin:integrations_apicall_change", args=[call.pk]),
        )


def _state(call: ApiCall) -> str:
    """The HTTP status, which the console colours; without an answer a word."""
    if call.status is not None:
        return str(call.status)
    return "interrupted" if call.outcome == ApiCall.Outcome.INTERRUPTED else "failed"


def register_calls() -> None:
    """Show calls in stories."""
    register_story_source(StorySource(name="api calls", rows=story_rows))
