"""Who may see the console and who may act: staff with `jobs.view_job`, and one permission per action."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from jobs.console.page import render_page

View = Callable[..., HttpResponseBase]
LOGIN = "admin:login"
SEE = "jobs.view_job"
RETRY, DISCARD, CANCEL = "jobs.retry_job", "jobs.discard_job", "jobs.cancel_job"
MEANING = {SEE: "view jobs", RETRY: "retry dead jobs", DISCARD: "discard dead jobs", CANCEL: "cancel waiting jobs"}


def page(view: View) -> View:
    """A page to read: GET only."""
    return _guarded(view, ["GET", "HEAD"], SEE)


def action(permission: str, *, asks_first: bool = False) -> Callable[[View], View]:
    """Something that changes a job: POST only, and GET for the question it asks first."""
    methods = ["GET", "HEAD", "POST"] if asks_first else ["POST"]
    return lambda view: _guarded(view, methods, SEE, permission)


def _guarded(view: View, methods: list[str], *permissions: str) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not (request.user.is_authenticated and request.user.is_staff):
            return redirect_to_login(_way_back(request), resolve_url(LOGIN))
        missing = [name for name in permissions if not request.user.has_perm(name)]
        return refused(request, missing[0]) if missing else view(request, *args, **kwargs)

    return never_cache(require_http_methods(methods)(guarded))


def _way_back(request: HttpRequest) -> str:
    """After login a page opens again; a POST is not repeated behind somebody's back."""
    return request.get_full_path() if request.method == "GET" else resolve_url("console:overview")


def refused(request: HttpRequest, permission: str) -> HttpResponse:
    """403 in words: what is missing and who can give it."""
    context = {"meaning": MEANING[permission], "permission": permission, "may_see": permission != SEE}
    return render_page(request, "refused.html", context, status=403)
