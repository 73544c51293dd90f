"""The room of messages: what people are told, on which channel, and what became of it."""

from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen to the rooms below, and offer them what they ask for by name."""
        from notifications.registration import register_notifications

        register_notifications()
