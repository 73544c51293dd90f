"""What staff may do, as resources to POST to: decide, say what came of it, go back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from jobs.console import decide
from jobs.console.access import CANCEL, DISCARD, RETRY, action
from jobs.console.page import render_page
from jobs.front.decide import Verb
from jobs.queries.failures import find_group, fingerprint_of, oldest_dead_ids
from jobs.queries.jobs import find_job


@action(RETRY)
def retry_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return _told(request, decide.decide_job(request, Verb.RETRY, job_id), reverse("console:job", args=[job_id]))


@action(CANCEL)
def cancel_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    return _told(request, decide.decide_job(request, Verb.CANCEL, job_id), reverse("console:job", args=[job_id]))


@action(DISCARD, asks_first=True)
def discard_job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    back = reverse("console:job", args=[job_id])
    if request.method != "POST":
        return render_page(request, "confirm_job.html", {"job": find_job(job_id), "back": back})
    return _told(request, decide.decide_job(request, Verb.DISCARD, job_id), back)


@action(RETRY)
def retry_group(request: HttpRequest, slug: str) -> HttpResponse:
    """`jobs=one` retries the newest as a canary, anything else the oldest, up to the bound."""
    found = find_group(slug)
    only_one = request.POST.get("jobs") == "one"
    ids = [found.newest_id] if found and only_one else oldest_dead_ids(fingerprint_of(slug), decide.BOUND)
    back = reverse("console:job", args=[ids[0]]) if only_one and ids else reverse("console:failures")
    return _told(request, decide.decide_group(request, Verb.RETRY, slug, ids), back)


@action(DISCARD, asks_first=True)
def discard_group(request: HttpRequest, slug: str) -> HttpResponse:
    ids = oldest_dead_ids(fingerprint_of(slug), decide.BOUND)
    if request.method != "POST":
        context = {"group": find_group(slug), "count": len(ids), "bound": decide.BOUND, "slug": slug}
        return render_page(request, "confirm_group.html", context)
    return _told(request, decide.decide_group(request, Verb.DISCARD, slug, ids), reverse("console:failures"))


def _told(request: HttpRequest, result: decide.Result, back: str) -> HttpResponseRedirect:
    """Back to where the button stood, with a toast."""
    level = messages.SUCCESS if result.changed else messages.WARNING
    messages.add_message(request, level, result.sentence)
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return redirect(wanted if is_ours else back)
