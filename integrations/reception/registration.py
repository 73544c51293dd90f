"""What reception offers the rest: it processes Retell's events, and shows calls and appointments on the console."""

from __future__ import annotations

from integrations.providers.retell.webhook import PROCESSED
from integrations.reception.panel import PANEL
from integrations.reception.story import SOURCE
from integrations.reception.tasks import enqueue_call_event
from integrations.webhooks.processing import register_processor
from jobs import register_panel, register_story_source


def register_reception() -> None:
    """Called once when the app is ready."""
    register_processor("retell", PROCESSED, enqueue_call_event)
    register_story_source(SOURCE)
    register_panel(PANEL)
