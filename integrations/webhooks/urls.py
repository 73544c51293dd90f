"""Addresses of the webhook intake."""

from __future__ import annotations

from django.urls import path

from integrations.webhooks.views import receive

app_name = "webhooks"
urlpatterns = [
    path("<str:provider>/", receive, name="receive"),
    # Providers do not follow redirects, so the slash is forgiven.
    path("<str:provider>", receive),
]
