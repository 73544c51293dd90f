"""Who may look, and what everybody is told who wants to act."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.views.decorators.cache import never_cache
from redis.exceptions import RedisError
from rq.exceptions import NoSuchJobError

View = Callable[..., HttpResponse]

# What django-rq raises for a queue that is not there, or a job or worker that ended between two of its questions.
_GONE = (NoSuchJobError, IndexError, ValueError, AssertionError)


def for_superusers(view: View) -> View:
    """`view`, read only by GET, for superusers (django-rq itself lets all staff in)."""

    @never_cache
    @wraps(view)
    def door(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url("admin:login"))
        if not (request.user.is_active and request.user.is_superuser):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD"):
            return closed(request)
        return _answer(view, request, *args, **kwargs)

    return door


def _answer(view: View, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except _GONE as error:
        raise Http404(str(error)) from error
    except RedisError as error:
        return render(request, "transport/away.html", {"error": type(error).__name__}, status=503)


@never_cache
def closed(request: HttpRequest, **_: object) -> HttpResponse:
    """403 with the way to the console: RQ's actions know nothing of the ledger and would be undone by it, or worse."""
    return render(request, "transport/closed.html", status=403)
