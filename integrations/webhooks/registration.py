"""What intake offers the console."""

from __future__ import annotations

from integrations.webhooks.panel import PANEL
from integrations.webhooks.story import SOURCE
from jobs import register_panel, register_story_source


def register_webhooks() -> None:
    """Called once when the app is ready."""
    register_story_source(SOURCE)
    register_panel(PANEL)
