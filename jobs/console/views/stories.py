"""Stories: the newest, and one."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jobs.console.access import page
from jobs.console.filters import typed
from jobs.console.page import render_page
from jobs.console.timeline.story import VIEWS, story as told
from jobs.queries.stories import keys_of, recent_stories


@page
def stories(request: HttpRequest) -> HttpResponse:
    """The stories of the newest jobs."""
    return render_page(request, "stories.html", {"stories": recent_stories()})


@page
def story(request: HttpRequest, story_id: UUID) -> HttpResponse:
    """One event end to end."""
    show = typed(request.GET.get("show"))
    show = show if show in VIEWS else "all"
    found = told(story_id, timezone.now(), show)
    if found is None:
        return render_page(request, "missing.html", {"what": "story", "id": story_id}, status=404)
    context = {"story": found, "id": story_id, "keys": keys_of(story_id), "views": VIEWS.items(), "show": show}
    return render_page(request, "story.html", context)
