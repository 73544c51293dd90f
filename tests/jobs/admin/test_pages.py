"""Every table of the engine in the admin: to be seen, found and never edited."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.db.models import Model
from django.test import Client
from django.utils import timezone

from jobs.admin import read_only
from jobs.models import Attempt, Job, StoryKey
from tests.jobs.commands.cast import a_job

pytestmark = pytest.mark.django_db
MODELS = list(apps.get_app_config("jobs").get_models())


@pytest.fixture
def root(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("root"))
    return client


def address(model: type[Model]) -> str:
    return f"/admin/jobs/{model._meta.model_name}/"


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_even_root_only_reads(root: Client, model: type[Model]):
    assert root.get(address(model)).status_code == 200
    assert root.get(address(model) + "add/").status_code == 403
    assert admin.site._registry[model].show_full_result_count is False


@pytest.mark.parametrize(
    "text", ["", "nonsense", "%", "\x00", "0" * 5000, "0192f3a4-7c1d-7e22-9a3b-5d2c81f0a6e4", "' OR 1=1 --"]
)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nonsense_in_the_search_box_is_answered(root: Client, model: type[Model], text: str):
    assert root.get(address(model), {"q": text}).status_code == 200


def test_a_job_is_found_by_id_story_and_unique_key(root: Client):
    job, other = a_job("queued", unique_key="order:1"), a_job("queued")

    for text in (str(job.pk), str(job.story_id), "order:1"):
        found = root.get("/admin/jobs/job/", {"q": text}).content.decode()
        assert str(job.pk) in found
        assert str(other.pk) not in found


@pytest.mark.parametrize("state", ["queued", "dead", "succeeded"])
def test_the_state_filter_shows_that_state(root: Client, state: str):
    jobs = {other: a_job(other) for other in ("queued", "dead", "succeeded")}

    text = root.get("/admin/jobs/job/", {"state": state}).content.decode()

    assert [name for name, job in jobs.items() if str(job.pk) in text] == [state]


def test_filters_without_an_index_look_at_the_newest_only(root: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(read_only, "NEWEST", 1)
    old, new = a_job("succeeded"), a_job("succeeded")

    text = root.get("/admin/jobs/job/", {"state": "succeeded"}).content.decode()

    assert str(new.pk) in text
    assert str(old.pk) not in text


def test_a_jobs_page_masks_its_arguments_and_shows_its_attempts(root: Client):
    job = a_job("dead", arguments='{"phone": "+491701234567"}', unique_key="call:+491701234567")
    now = timezone.now()
    Attempt.objects.create(
        job=job, number=1, fence=1, outcome="failed", worker="box-1", started_at=now, ended_at=now, error="no line"
    )

    text = root.get(f"/admin/jobs/job/{job.pk}/change/").content.decode()

    assert "no line" in text
    assert "1701234567" not in text
    assert f"/dashboard/jobs/{job.pk}/" in text
    assert f"/dashboard/stories/{job.story_id}/" in text


def test_an_attempt_is_found_by_its_job_and_told_by_its_outcome(root: Client):
    now = timezone.now()
    lost, fine = (
        Attempt.objects.create(
            job=a_job("queued"), number=1, fence=1, outcome=outcome, worker="box-1", started_at=now, ended_at=now
        )
        for outcome in ("lost", "succeeded")
    )

    for question in ({"q": str(lost.job_id)}, {"outcome": "lost"}):
        text = root.get("/admin/jobs/attempt/", question).content.decode()
        assert f"/dashboard/jobs/{lost.job_id}/" in text
        assert str(fine.job_id) not in text
    assert root.get(f"/admin/jobs/attempt/{lost.pk}/change/").status_code == 200


def test_counting_stops_at_its_bound(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(read_only, "MOST_COUNTED", 2)
    for _ in range(3):
        a_job("queued")

    paginator: Paginator[Job] = read_only.BoundedPaginator(Job.objects.order_by("-id"), 50)

    assert paginator.count == 2


def test_where_the_console_is_not_mounted_there_is_no_link(settings):
    settings.ROOT_URLCONF = "tests.jobs.admin.no_urls"

    assert read_only.console_link("job", uuid4(), "job") == "job"


def test_a_story_key_leads_to_its_story(root: Client):
    key = StoryKey.objects.create(key="retell:call_9f2", story_id=uuid4())

    assert f"/dashboard/stories/{key.story_id}/" in root.get("/admin/jobs/storykey/").content.decode()
