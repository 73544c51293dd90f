"""The addresses of the product; each room owns what lies below its own."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from django.views.generic import RedirectView

urlpatterns = [
    path("", RedirectView.as_view(url="/dashboard/"), name="home"),
    path("dashboard/", include("jobs.console.urls")),
    path("admin/", admin.site.urls),
    path("django-rq/", include("jobs.transport.pages.urls")),
    path("webhooks/", include("integrations.webhooks.urls")),
    path("health/", include("jobs.watch.urls")),
]
