"""The effect ledger's rows: who may write what, and how long a later attempt waits."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from jobs.ledger import effects
from jobs.ledger.claim import Claim
from jobs.ledger.reap import free_one
from jobs.models import Effect
from tests.jobs.builders import age, at_once, claimed, taken

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "appointment:42:book"


def begun(mine: Claim, seconds: float = 20.0, token: UUID | None = None) -> UUID:
    token = token or uuid4()
    assert begin(mine, token, seconds)
    return token


def begin(mine: Claim, token: UUID, seconds: float = 20.0) -> bool:
    return effects.begin(KEY, token, seconds, job_id=mine.job_id, fence=mine.fence, story_id=mine.story_id)


def again(mine: Claim, old: UUID, new: UUID) -> bool:
    return effects.begin_again(KEY, old, new, 20.0, job_id=mine.job_id, fence=mine.fence)


def found() -> effects.EffectRow:
    row = effects.find(KEY)
    assert row is not None
    return row


def test_beginning_commits_the_key_and_how_long_to_wait() -> None:
    assert effects.find(KEY) is None
    mine = claimed()
    token = begun(mine, 20.0)
    assert (found().state, found().token, found().result) == ("started", token, "")
    assert found().wait == pytest.approx(20, abs=1)
    row = Effect.objects.get()
    assert (row.job_id, row.story_id, row.calls, row.ended_at) == (mine.job_id, mine.story_id, 1, None)
    assert (row.wait_until - row.started_at).total_seconds() == pytest.approx(20, abs=0.05)


def test_the_wait_runs_out_by_the_databases_clock() -> None:
    begun(claimed(), 20.0)
    age("jobs_effect", "wait_until", 19)
    assert 0 < found().wait < 1.01
    age("jobs_effect", "wait_until", 3600 * 24 * 400)
    assert found().wait == pytest.approx(-3600 * 24 * 400, abs=5)


def test_of_twenty_attempts_one_begins() -> None:
    mine = claimed()
    assert sum(at_once(20, lambda _: begin(mine, uuid4()))) == 1
    assert Effect.objects.get().calls == 1


def test_nobody_begins_without_the_lease() -> None:
    stale = claimed()
    free_one(stale, "gone")
    assert not begin(stale, uuid4())
    fresh = taken(stale.job_id)
    assert not begin(stale, uuid4())
    assert effects.has_lease(fresh.job_id, fresh.fence)
    age("jobs_job", "lease_until", 31)
    assert not begin(fresh, uuid4())
    assert not effects.has_lease(fresh.job_id, fresh.fence)
    assert effects.find(KEY) is None


def test_only_the_call_that_began_may_end_it_and_only_once() -> None:
    token = begun(claimed())
    for end in (effects.done, effects.refused, effects.unknown):
        assert not end(KEY, uuid4(), "x")
    assert found().state == "started"
    assert effects.done(KEY, token, '{"uid":"bFJe"}')
    assert (found().state, found().result) == ("done", '{"uid":"bFJe"}')
    for end in (effects.done, effects.refused, effects.unknown):
        assert not end(KEY, token, "x")
    assert found().result == '{"uid":"bFJe"}'
    assert Effect.objects.get().ended_at is not None


def test_a_call_is_taken_over_when_its_time_is_over() -> None:
    first = claimed()
    old, new = begun(first), uuid4()
    assert not again(first, old, new), "the first call may still be under way"
    age("jobs_effect", "wait_until", 21)
    assert again(first, old, new)
    row = Effect.objects.get()
    assert (row.token, row.calls, row.state) == (new, 2, "started")
    assert (row.wait_until - row.started_at).total_seconds() == pytest.approx(20, abs=0.05)
    assert not effects.done(KEY, old, "{}"), "the first call no longer writes"


def test_a_refused_call_is_taken_over_at_once() -> None:
    mine = claimed()
    old, new = begun(mine), uuid4()
    effects.refused(KEY, old, "409")
    assert again(mine, old, new)
    row = Effect.objects.get()
    assert (row.state, row.error, row.ended_at) == ("started", "", None)


@pytest.mark.parametrize("end", [effects.done, effects.unknown])
def test_what_happened_or_is_unknown_is_never_begun_again(end: Callable[[str, UUID, str], bool]) -> None:
    mine = claimed()
    token = begun(mine)
    end(KEY, token, "{}")
    age("jobs_effect", "wait_until", 100)
    assert not again(mine, token, uuid4())


def test_one_of_ten_takes_over() -> None:
    mine = claimed()
    old = begun(mine)
    age("jobs_effect", "wait_until", 21)
    assert sum(at_once(10, lambda _: again(mine, old, uuid4()))) == 1
    assert Effect.objects.get().calls == 2


def test_nobody_takes_over_without_the_lease() -> None:
    mine = claimed()
    old = begun(mine)
    effects.refused(KEY, old, "409")
    age("jobs_job", "lease_until", 31)
    assert not again(mine, old, uuid4())


def test_a_call_without_an_answer_may_lengthen_the_wait_but_never_shortens_it() -> None:
    token = begun(claimed(), 20.0)
    effects.wait_at_least(KEY, token, 10.0, "connection dropped")
    assert found().wait == pytest.approx(20, abs=1)
    effects.wait_at_least(KEY, token, 60.0, "connection dropped late")
    assert found().wait == pytest.approx(60, abs=1)
    effects.wait_at_least(KEY, uuid4(), 900.0, "another call's")
    assert found().wait < 61
    assert Effect.objects.get().error == "connection dropped late"


@pytest.mark.parametrize("text", ["\0", "\ud800", "x" * 5000])
def test_any_error_text_can_be_stored(text: str) -> None:
    token = begun(claimed())
    effects.wait_at_least(KEY, token, 1.0, text)
    assert effects.refused(KEY, token, text)
    assert 0 < len(Effect.objects.get().error) <= 1000
