"""The list of jobs, and one job."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from jobs.console.access import page
from jobs.console.filters import address, job_filter
from jobs.console.job_facts import facts
from jobs.console.page import frame_of, render_page
from jobs.definition.registry import all_definitions
from jobs.definition.states import State
from jobs.queries.jobs import find_job, job_page

TABS = ("", *(state.value for state in State))


@page
def job_list(request: HttpRequest) -> HttpResponse:
    """Fifty jobs of a filter, newest first."""
    wanted = job_filter(request.GET)
    found, counts = job_page(wanted), frame_of(request).situation.counts
    context = {
        "wanted": wanted,
        "page": found,
        "filtered": any((wanted.text, wanted.task, wanted.queue, wanted.fingerprint)),
        "tabs": [(state, address(wanted, state=state), counts.get(state)) for state in TABS],
        "older": found.older and address(wanted, before=found.older),
        "newer": found.newer and address(wanted, after=found.newer),
        "tasks": [definition.name for definition in all_definitions()],
        "queue_names": [queue.name for queue in frame_of(request).situation.queues],
    }
    return render_page(request, "jobs.html", context)


@page
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One job with all that belongs to it."""
    found = find_job(job_id)
    if found is None:
        return render_page(request, "missing.html", {"what": "job", "id": job_id}, status=404)
    return render_page(request, "job.html", {"job": found, "facts": facts(found)})
