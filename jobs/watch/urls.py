"""Addresses of the probes."""

from __future__ import annotations

from django.urls import URLPattern, path

from jobs.watch import views

app_name = "watch"
urlpatterns: list[URLPattern] = [
    path("live", views.live, name="live"),
    path("ready", views.ready, name="ready"),
]
