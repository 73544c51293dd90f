from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from integrations.http.story import story_rows
from integrations.models import ApiCall

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def call(**values: Any) -> ApiCall:
    given = {"provider": "calcom", "method": "POST", "url": "/v2/bookings", "status": 201, "outcome": "succeeded"}
    return ApiCall.objects.create(**{**given, "started_at": NOW, "duration_ms": 250, **values})


def test_a_call_hangs_from_its_job_and_shows_its_status():
    story, job = uuid4(), uuid4()
    call(story_id=story, job_id=job)
    call(story_id=uuid4())
    (row,) = story_rows(story)
    assert (row.kind, row.state, row.name) == ("api_call", "201", "POST calcom /v2/bookings")
    assert row.parent == ("job", str(job))
    assert row.ended == NOW + timedelta(milliseconds=250)


@pytest.mark.parametrize(("outcome", "state"), [("ambiguous", "failed"), ("interrupted", "interrupted")])
def test_a_call_without_an_answer_shows_a_word(outcome: str, state: str):
    story = uuid4()
    call(story_id=story, status=None, outcome=outcome, error="read_timeout")
    (row,) = story_rows(story)
    assert (row.state, row.detail) == (state, "read_timeout")
