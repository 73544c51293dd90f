"""The first screen, and the lists that stand beside it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from jobs.console.access import page
from jobs.console.action_lines import action_lines
from jobs.console.filters import typed
from jobs.console.page import frame_of, render_page
from jobs.console.search import find
from jobs.front.console import panels
from jobs.queries.actions import last_actions
from jobs.queries.attempts import unknown_effect_rows
from jobs.queries.flow import flow

TOP_GROUPS = 5


@page
def overview(request: HttpRequest) -> HttpResponse:
    """Is anything wrong, and what do I do?"""
    now = frame_of(request).situation
    context = {
        "queues": now.queues,
        "groups": now.groups[:TOP_GROUPS],
        "panels": panels(),
        "flow": flow(timezone.now()),
        "actions": action_lines(last_actions()),
    }
    return render_page(request, "overview.html", context)


@page
def search(request: HttpRequest) -> HttpResponse:
    """Whatever was typed into the one box."""
    text = typed(request.GET.get("q"))
    return render_page(request, "search.html", {"text": text, "hits": find(text)})


@page
def effects(request: HttpRequest) -> HttpResponse:
    """Outside effects that a person must look up."""
    return render_page(request, "effects.html", {"effects": unknown_effect_rows(100)})
