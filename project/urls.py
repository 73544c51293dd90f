"""The addresses of the product; each room owns what lies below its own."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import include, path
from django.views.generic import RedirectView


def favicon(_: HttpRequest) -> HttpResponseBase:
    """For pages that name no icon of their own, such as Django's admin."""
    return redirect(static("console/signal.svg"))


urlpatterns = [
    path("", RedirectView.as_view(url="/dashboard/"), name="home"),
    path("favicon.ico", favicon),
    path("dashboard/", include("jobs.console.urls")),
    path("admin/", admin.site.urls),
    path("django-rq/", include("jobs.transport.pages.urls")),
    path("webhooks/", include("integrations.webhooks.urls")),
    path("health/", include("jobs.watch.urls")),
]
