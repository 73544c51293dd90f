"""Addresses of the probes."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "watch"
urlpatterns: list[URLPattern] = []
