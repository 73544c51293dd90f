"""Every page answers, whatever stands in the ledger and whatever was typed."""

from __future__ import annotations

import random
import re
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from jobs.front import console
from jobs.ids import new_id
from jobs.models import Attempt, Effect, StoryKey
from tests.browser.seed import seed
from tests.jobs.queries.builders import a_dead_job, a_job, a_worker, ago

pytestmark = pytest.mark.django_db

XSS = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}"
NONSENSE = [
    "",
    " ",
    "\0",
    "a\0b",
    "%00",
    "'; DROP TABLE jobs_job; --",
    "\u202e\ufeff\U0001f682",
    "x" * 10_240,
    "(((",
    "\\",
    "%",
    "_",
    "+49",
]
INLINE = re.compile(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son\w+=\"")


@pytest.fixture
def busy(monkeypatch: pytest.MonkeyPatch) -> dict[str, UUID]:
    monkeypatch.setattr(console, "_sources", dict(console._sources))  # the seed registers one more
    return seed(random.Random(1))


def addresses(ids: dict[str, UUID]) -> list[str]:
    plain = [reverse(f"console:{name}") for name in ("overview", "jobs", "failures", "stories", "effects", "search")]
    group = [reverse(f"console:{name}", args=["c41e09" * 5]) for name in ("group", "discard-group")]
    one = [reverse("console:job", args=[ids[name]]) for name in ("dead", "scheduled")]
    story = reverse("console:story", args=[ids["story"]])
    return [*plain, *group, *one, reverse("console:discard-job", args=[ids["dead"]]), story, f"{story}?show=problems"]


def test_every_page_answers_with_one_heading_and_nothing_inline(staff: Client, busy: dict[str, UUID]):
    for address in addresses(busy):
        page = staff.get(address)
        assert page.status_code == 200, address
        assert page.content.count(b"<h1") == 1, address
        assert not INLINE.search(page.content.decode()), address


def test_every_page_answers_on_an_empty_ledger(staff: Client):
    for name in ("overview", "jobs", "failures", "stories", "effects", "search"):
        assert staff.get(reverse(f"console:{name}")).status_code == 200


@pytest.mark.parametrize("name", ["job", "story"])
def test_what_does_not_exist_is_said_plainly(staff: Client, name: str):
    page = staff.get(reverse(f"console:{name}", args=[new_id()]))
    assert page.status_code == 404
    assert f"No such {name}" in page.content.decode()


def test_a_group_that_is_empty_by_now_says_so(staff: Client):
    assert "Nothing left in this group" in staff.get(reverse("console:group", args=["abc"])).content.decode()


@pytest.mark.parametrize("text", NONSENSE)
@pytest.mark.parametrize("page", ["search", "jobs"])
def test_nonsense_never_breaks_a_page(staff: Client, page: str, text: str):
    a_dead_job()
    given = {"q": text, "task": text, "queue": text, "state": text, "group": text, "before": text, "after": text}
    assert staff.get(reverse(f"console:{page}"), given).status_code == 200


def test_bytes_that_are_no_text_never_break_a_page(staff: Client):
    for page in ("search", "jobs"):
        assert staff.get(f"{reverse(f'console:{page}')}?q=%ff%fe%00&before=%ff").status_code == 200


def test_hostile_text_is_inert_in_every_field(staff: Client):
    fields = dict.fromkeys(("task", "queue", "reason", "error_type", "owner"), XSS[:60])
    job = a_dead_job(**fields, error=XSS, arguments=f'{{"{XSS[2:20]}": "{XSS[2:]}"}}', unique_key=XSS)
    a_worker(XSS[:60], name=XSS[:60])
    Attempt.objects.create(
        job=job, number=1, fence=1, outcome="failed", worker=XSS, started_at=ago(2), ended_at=ago(1), error_type=XSS,
        error=XSS, traceback=f'Traceback:\n  File "{XSS}", line 1\n    {XSS}\n{XSS}'
    )  # fmt: skip
    Effect.objects.create(
        key=XSS, state="unknown", token=new_id(), error=XSS, story_id=job.story_id, job_id=job.id, started_at=ago(9), wait_until=ago(1)
    )  # fmt: skip
    StoryKey.objects.create(key=XSS, story_id=job.story_id)
    ids = {"dead": job.id, "scheduled": job.id, "story": job.story_id}
    for address in [
        *addresses(ids),
        f"{reverse('console:search')}?q={XSS}",
        f"{reverse('console:jobs')}?q={XSS}&task={XSS}",
    ]:
        page = staff.get(address).content.decode()
        assert "<script>alert" not in page, address
        assert "<img" not in page, address
        assert "{{7*7}}" in page or "7*7" not in page, address


def test_the_search_box_finds_jobs_stories_and_tasks(staff: Client, busy: dict[str, UUID]):
    def found(text: str) -> str:
        return staff.get(reverse("console:search"), {"q": text}).content.decode()

    assert reverse("console:job", args=[busy["dead"]]) in found(str(busy["dead"]))
    story = reverse("console:story", args=[busy["story"]])
    for text in ("call_3f9a71c2", "retell:call_3f9a71c2", "call_3f9a", str(busy["story"]), "+49 170 1234517"):
        assert story in found(text), text
    assert "Nothing is known under this" in found("nobody")


def test_arguments_are_masked(staff: Client):
    job = a_dead_job(arguments='{"customer_phone": "+491701234517", "email": "anna@example.de", "call_id": 7}')
    for address in (reverse("console:job", args=[job.id]), reverse("console:jobs")):
        page = staff.get(address).content.decode()
        assert "1701234517" not in page
        assert "anna@" not in page
        assert "call_id" in page


def test_the_aspect_stands_on_every_page(staff: Client):
    a_dead_job()
    for name in ("overview", "jobs", "stories"):
        assert "Danger" in staff.get(reverse(f"console:{name}")).content.decode()


def test_an_adopted_queue_is_said_so(staff: Client):
    a_worker("critical", adopted="low")
    assert "Adopted: no worker was started for it" in staff.get(reverse("console:overview")).content.decode()


def test_buttons_without_permission_say_why(login, busy: dict[str, UUID]):
    page = login("view_job").get(reverse("console:job", args=[busy["dead"]])).content.decode()
    assert "you may not retry jobs" in page
    assert 'method="post" action="/dashboard/' not in page


def test_state_tabs_filter_the_list(staff: Client):
    a_job("held", task="held_one"), a_job("running", task="running_one")
    page = staff.get(reverse("console:jobs"), {"state": "held"}).content.decode()
    assert "held_one" in page
    assert "running_one" not in page
