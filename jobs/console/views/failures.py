"""Failure groups: all of them, and one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from jobs.console.access import page
from jobs.console.decide import BOUND
from jobs.console.page import frame_of, render_page
from jobs.console.sparkline import spark
from jobs.console.traceback_lines import traceback_lines
from jobs.queries.attempts import attempts_of
from jobs.queries.failures import dead_jobs, deaths_per_hour, find_group

NEWEST = 6


@page
def failures(request: HttpRequest) -> HttpResponse:
    """Dead letters by cause."""
    now = frame_of(request).situation
    trends = deaths_per_hour([group.fingerprint for group in now.groups], now.now)
    rows = [(group, spark(trends[group.fingerprint])) for group in now.groups]
    return render_page(request, "failures.html", {"rows": rows, "bound": BOUND})


@page
def group(request: HttpRequest, slug: str) -> HttpResponse:
    """One cause: how large, since when, retry one and then the rest."""
    found = find_group(slug)
    if found is None:
        return render_page(request, "group_closed.html", {"slug": slug})
    newest = attempts_of(found.newest_id, limit=1)
    context = {
        "group": found,
        "bound": BOUND,
        "rest": min(found.size, BOUND),
        "jobs": dead_jobs(found.fingerprint, NEWEST),
        "trace": traceback_lines(newest[0].traceback) if newest else [],
        "trend": spark(deaths_per_hour([found.fingerprint], frame_of(request).situation.now)[found.fingerprint]),
    }
    return render_page(request, "group.html", context)
