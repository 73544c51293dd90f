"""The probes' doors: open to everybody, bounded in time, without a word about addresses or secrets."""

from __future__ import annotations

from time import monotonic

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from jobs.watch import database, redis
from jobs.watch.finding import as_json, is_ready

MOST_SECONDS = 1.8  # for both together; load balancers often allow two


@require_safe
@never_cache
def live(_request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return JsonResponse({"status": "live"})


@require_safe
@never_cache
def ready(_request: HttpRequest) -> HttpResponse:
    """200 when requests can be served, else 503; either way every cause."""
    began = monotonic()
    found = redis.findings(MOST_SECONDS / 2)
    found = database.findings(MOST_SECONDS - (monotonic() - began)) + found
    return JsonResponse(as_json(found), status=200 if is_ready(found) else 503)
