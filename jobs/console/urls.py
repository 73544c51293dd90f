"""Addresses of the console."""

from __future__ import annotations

from django.urls import path

from jobs.console.views import actions, failures, jobs, overview, stories

app_name = "console"
urlpatterns = [
    path("", overview.overview, name="overview"),
    path("search/", overview.search, name="search"),
    path("effects/", overview.effects, name="effects"),
    path("jobs/", jobs.job_list, name="jobs"),
    path("jobs/<uuid:job_id>/", jobs.job, name="job"),
    path("jobs/<uuid:job_id>/retry/", actions.retry_job, name="retry-job"),
    path("jobs/<uuid:job_id>/discard/", actions.discard_job, name="discard-job"),
    path("jobs/<uuid:job_id>/cancel/", actions.cancel_job, name="cancel-job"),
    path("failures/", failures.failures, name="failures"),
    path("failures/<slug:slug>/", failures.group, name="group"),
    path("failures/<slug:slug>/retry/", actions.retry_group, name="retry-group"),
    path("failures/<slug:slug>/discard/", actions.discard_group, name="discard-group"),
    path("stories/", stories.stories, name="stories"),
    path("stories/<uuid:story_id>/", stories.story, name="story"),
]
