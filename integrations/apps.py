"""The room of everything outside: providers, their webhooks, and what we do with them."""

from __future__ import annotations

from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "integrations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let providers and rooms register what they offer; the models are loaded by now."""
        from integrations.http.story import register_calls
        from integrations.providers import autodiscover_webhooks
        from integrations.reception.registration import register_reception
        from integrations.webhooks.registration import register_webhooks

        autodiscover_webhooks()
        register_reception()
        register_webhooks()
        register_calls()
